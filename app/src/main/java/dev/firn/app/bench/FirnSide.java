package dev.firn.app.bench;

import dev.firn.app.config.Configuration;
import dev.firn.app.config.ConfigurationFile;
import dev.firn.app.config.SourceSection.SourceType;
import dev.firn.app.run.Lakes;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Firn with a configuration as a user would have written it: a local warehouse, a JDBC catalog, defaults for all else. */
final class FirnSide {

    private final Path configurationFile;
    private final Path warehouse;
    private final Path log;
    private final List<String> jvmOptions;

    private FirnSide(Path configurationFile, Path warehouse, Path log, List<String> jvmOptions) {
        this.configurationFile = configurationFile;
        this.warehouse = warehouse;
        this.log = log;
        this.jvmOptions = jvmOptions;
    }

    /**
     * Writes the configuration.
     *
     * @param directory new; for the configuration, the catalog and the warehouse
     */
    static FirnSide prepare(
            Path directory,
            String pipeline,
            SourceType source,
            DatabaseAddress address,
            String tables,
            List<String> jvmOptions)
            throws IOException {
        return prepare(directory, pipeline, source, address, tables, "", jvmOptions);
    }

    /**
     * The same with more.
     *
     * @param sink a line of the section {@code sink}; empty for none
     */
    static FirnSide prepare(
            Path directory,
            String pipeline,
            SourceType source,
            DatabaseAddress address,
            String tables,
            String sink,
            List<String> jvmOptions)
            throws IOException {
        Files.createDirectories(directory);
        Path warehouse = directory.resolve("warehouse");
        String database = source == SourceType.POSTGRES ? "\n  database: " + address.database() : "";
        Path file = directory.resolve("firn.yaml");
        Files.writeString(
                file,
                String.format(
                        Locale.ROOT,
                        """
                # Written by firn bench; firn check, tables and status -c take it like any other.
                pipeline: %s
                source:
                  type: %s
                  host: %s
                  port: %d%s
                  user: %s
                  password: "%s"
                tables:
                  include: ["%s"]
                sink:
                  catalog:
                    type: jdbc
                    uri: "jdbc:sqlite:%s"
                    warehouse: "%s"
                  namespace: bench
                  %s
                http:
                  port: 0
                """,
                        pipeline,
                        source.name().toLowerCase(Locale.ROOT),
                        address.host(),
                        address.port(),
                        database,
                        address.user(),
                        address.password(),
                        tables,
                        directory.resolve("catalog.db"),
                        warehouse,
                        sink));
        return new FirnSide(file, warehouse, directory.resolve("firn.log"), jvmOptions);
    }

    /** Lets Firn catch up, in a process of its own. */
    Measurement catchUp(LongConsumer progress) {
        return new ChildJvm("firn", FirnChild.class, ChildJvm.ownClassPath(), jvmOptions)
                .run(log, progress, configurationFile.toString());
    }

    /** The data and delete files that are in the warehouse. */
    Written written() throws IOException {
        return Written.below(warehouse);
    }

    /** What the table's replica holds, as any reader of Iceberg sees it. */
    Totals totals(TableId table) throws IOException {
        return totals(table, true);
    }

    /** @param hasNumbers whether keys are numbers, of which there is a sum */
    Totals totals(TableId table, boolean hasNumbers) throws IOException {
        Configuration configuration = ConfigurationFile.ofThisProcess().read(configurationFile);
        try (IcebergLake lake = Lakes.open(configuration)) {
            Table replica = lake.table(table)
                    .orElseThrow(() -> new BenchFailedException("Firn has ended and " + table
                            + " is not in the lake; see " + log + ". There is no result."));
            return scan(replica, hasNumbers);
        }
    }

    private static Totals scan(Table replica, boolean hasNumbers) throws IOException {
        long rows = 0;
        long ids = 0;
        long quantities = 0;
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(replica).select("id", "qty").build()) {
            for (Record row : records) {
                rows++;
                ids += hasNumbers ? (Long) row.getField("id") : 0;
                quantities += (Integer) row.getField("qty");
            }
        }
        return new Totals(rows, ids, quantities);
    }
}
