package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.iceberg.util.DateTimeUtil;
import org.junit.jupiter.api.Assumptions;

/**
 * Engines that read Iceberg tables with code of their own: DuckDB and PyIceberg, which Python's package index has. {@code -Dfirn.readers=true} asks them; what
 * they may refuse, they must not read wrongly.
 */
final class OtherReaders {

    private static final List<String> ENGINES = List.of("duckdb", "pyiceberg");
    private static final Path ENVIRONMENT = Path.of("target", "readers").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MINUTES = 10;

    private OtherReaders() {}

    /** The readers, if they are asked for; the test is skipped where there is no Python. */
    static Optional<OtherReaders> ifAskedFor() {
        if (!Boolean.getBoolean("firn.readers")) {
            return Optional.empty();
        }
        try {
            install();
        } catch (IOException e) {
            Assumptions.abort("Other readers need python3 with venv and a package index: " + e.getMessage());
        }
        return Optional.of(new OtherReaders());
    }

    private static void install() throws IOException {
        Path requirements = unpacked("requirements.txt");
        Path installed = ENVIRONMENT.resolve("installed");
        if (Files.exists(installed) && Files.mismatch(installed, requirements) < 0) {
            return;
        }
        run(List.of("python3", "-m", "venv", ENVIRONMENT.resolve("venv").toString()), List.of());
        run(List.of(python(), "-m", "pip", "install", "--quiet", "-r", requirements.toString()), List.of());
        Files.copy(requirements, installed, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String python() {
        return ENVIRONMENT.resolve("venv").resolve("bin").resolve("python").toString();
    }

    /**
     * Fails unless each engine reads each table as Iceberg's own reader does, or refuses it.
     *
     * @return for each engine, in how many of the tables it saw all, and why it refused the others
     */
    List<String> assertSame(List<Table> tables) {
        List<String> seen = new ArrayList<>();
        Map<String, List<String>> wrong = new LinkedHashMap<>();
        for (String engine : ENGINES) {
            List<JsonNode> answers = read(engine, tables);
            Map<String, Integer> refused = new LinkedHashMap<>();
            int right = 0;
            for (int index = 0; index < tables.size(); index++) {
                JsonNode answer = answers.get(index);
                if (answer.has("refused")) {
                    refused.merge(
                            answer.get("refused").asText().lines().findFirst().orElse(""), 1, Integer::sum);
                } else if (rows(answer).equals(ReadValues.of(tables.get(index)))) {
                    right++;
                } else {
                    wrong.computeIfAbsent(engine, first -> new ArrayList<>())
                            .add(tables.get(index).name() + ": " + rows(answer) + " instead of "
                                    + ReadValues.of(tables.get(index)));
                }
            }
            seen.add(engine + ": " + right + " of " + tables.size() + " tables right, refused " + refused);
        }
        assertThat(wrong).as("what engines read wrongly; " + seen).isEmpty();
        return seen;
    }

    private static List<JsonNode> read(String engine, List<Table> tables) {
        List<String> metadata = tables.stream()
                .map(table ->
                        ((HasTableOperations) table).operations().current().metadataFileLocation())
                .toList();
        try {
            List<JsonNode> answers = new ArrayList<>();
            for (String line : run(List.of(python(), unpacked("read_tables.py").toString(), engine), metadata)) {
                answers.add(JSON.readTree(line));
            }
            assertThat(answers).as("answers of " + engine).hasSameSizeAs(tables);
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> rows(JsonNode answer) {
        return StreamSupport.stream(answer.get("rows").spliterator(), false)
                .map(row -> StreamSupport.stream(row.spliterator(), false)
                        .map(value -> value.isNull() ? "null" : value.asText())
                        .toList()
                        .toString())
                .sorted()
                .toList();
    }

    private static Path unpacked(String resource) throws IOException {
        Path file = Files.createDirectories(ENVIRONMENT).resolve(resource);
        try (InputStream packed = OtherReaders.class.getResourceAsStream("/readers/" + resource)) {
            Files.write(file, packed.readAllBytes());
        }
        return file;
    }

    private static List<String> run(List<String> command, List<String> input) throws IOException {
        Path in = Files.write(Files.createTempFile(ENVIRONMENT, "in", ""), input);
        Path out = Files.createTempFile(ENVIRONMENT, "out", "");
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(command + " failed");
            }
            return Files.readAllLines(out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
            Files.delete(in);
            Files.delete(out);
        }
    }

    /** Rows as Iceberg's own reader sees them, in the text that read_tables.py writes. */
    private static final class ReadValues {

        static List<String> of(Table table) {
            try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
                return StreamSupport.stream(records.spliterator(), false)
                        .map(ReadValues::row)
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String row(Record record) {
            List<String> values = new ArrayList<>();
            for (int field = 0; field < record.size(); field++) {
                values.add(text(record.get(field)));
            }
            return values.toString();
        }

        private static String text(Object value) {
            if (value instanceof Number number && (value instanceof Float || value instanceof Double)) {
                return "f" + HexFormat.of().toHexDigits(Double.doubleToRawLongBits(number.doubleValue()));
            } else if (value instanceof BigDecimal decimal) {
                return decimal.toPlainString();
            } else if (value instanceof ByteBuffer bytes) {
                return HexFormat.of().formatHex(ByteBuffers.toByteArray(bytes));
            } else if (value instanceof byte[] bytes) {
                return HexFormat.of().formatHex(bytes);
            } else if (value instanceof LocalDateTime timestamp) {
                return String.valueOf(DateTimeUtil.microsFromTimestamp(timestamp));
            } else if (value instanceof OffsetDateTime timestamp) {
                return String.valueOf(DateTimeUtil.microsFromTimestamptz(timestamp));
            } else if (value instanceof LocalTime time) {
                return String.valueOf(time.toNanoOfDay() / 1_000);
            }
            return String.valueOf(value);
        }
    }
}
