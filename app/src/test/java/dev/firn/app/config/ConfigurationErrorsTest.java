package dev.firn.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user with a mistake in the file is told. */
class ConfigurationErrorsTest {

    @Test
    void allMistakesAreReportedAtOnceWithTheirLines() {
        assertThat(Parsing.problems("""
                        pipeline: Shop-1
                        source:
                          type: postgress
                          hots: db
                          port: 99999
                          database: shop
                          user: firn
                        tables:
                          include: ["orders"]
                          folow: none
                        sink:
                          catalog: { type: glue, warehouse: s3://lake, uri: x }
                          namespace:
                          commit-interval: 30s
                          target-file-size: 1 potato
                        memmory: {}
                        """))
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("firn.yaml:1: pipeline: 'Shop-1' is not allowed"),
                        problem -> assertThat(problem).isEqualTo("firn.yaml:2: source.host: is missing"),
                        problem -> assertThat(problem).isEqualTo("firn.yaml:2: source.password: is missing"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "firn.yaml:3: source.type: 'postgress' is not allowed; allowed values: postgres, mysql"
                                                + " (did you mean 'postgres'?)"),
                        problem -> assertThat(problem)
                                .startsWith(
                                        "firn.yaml:4: source.hots: is not a known key (did you mean 'host'?); known here: type, host, "),
                        problem -> assertThat(problem)
                                .isEqualTo("firn.yaml:5: source.port: '99999' is not a whole number from 1 to 65535"),
                        problem -> assertThat(problem)
                                .startsWith("firn.yaml:9: tables.include[0]: 'orders' is not of the form schema.table"),
                        problem -> assertThat(problem)
                                .startsWith("firn.yaml:10: tables.folow: is not a known key (did you mean 'follow'?)"),
                        problem -> assertThat(problem).startsWith("firn.yaml:12: sink.catalog.uri: is not a known key"),
                        problem -> assertThat(problem)
                                .isEqualTo("firn.yaml:13: sink.namespace: has no value; give it one or remove the key"),
                        problem -> assertThat(problem)
                                .startsWith("firn.yaml:14: sink.commit-interval: is 30s, below the minimum of 5m")
                                .endsWith("set allow-short-commit-interval: true beside it if you want that"),
                        problem -> assertThat(problem)
                                .startsWith("firn.yaml:15: sink.target-file-size: '1 potato' is not a size"),
                        problem -> assertThat(problem)
                                .startsWith("firn.yaml:16: memmory: is not a known key (did you mean 'memory'?)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {rows-per-second: 0}      | load.rows-per-second: '0' is not a whole number from 1 to 999999999
                    {bytes-per-second: 0MB}   | load.bytes-per-second: must be at least 1B
                    {bytes-per-second: fast}  | load.bytes-per-second: 'fast' is not a size
                    {row-per-second: 5}       | load.row-per-second: is not a known key (did you mean 'rows-per-second'?)
                    """)
    void loads(String load, String problem) {
        assertThat(Parsing.problems(Parsing.MINIMAL.replace("  host: ", "  load: " + load + "\n  host: ")))
                .singleElement()
                .asString()
                .contains(problem);
    }

    @Test
    void typesOfALaterFormatVersion() {
        String text = Parsing.MINIMAL.replace(
                "include: [\"public.*\"]",
                "include: [\"public.*\"]\n  overrides: [{table: public.a, column-types: {x: variant}}]");
        assertThat(Parsing.problems(text))
                .first()
                .asString()
                .contains(
                        "sink.format-version: is 2, but the override of public.a makes column x variant, which Iceberg has"
                                + " from format version 3 on; set it to 3, or take x out of column-types");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {table: public.a, mode: upsrt}                         | mode: 'upsrt' is not allowed; allowed values: upsert, changelog (did you mean 'upsert'?)
                    {table: a}                                             | table: 'a' is not of the form schema.table
                    {mode: upsert}                                         | table: is missing
                    {table: other.a}                                       | table: other.a is not selected by tables.include
                    {table: public.a, key: [id], exclude-columns: [id]}    | exclude-columns[0]: 'id' is a column of the configured key and cannot be excluded
                    {table: public.a, key: [id], mask-columns: {id: redact}} | mask-columns.id: 'id' is a column of the configured key and cannot be masked
                    {table: public.a, exclude-columns: [x], mask-columns: {x: redact}} | exclude-columns[0]: 'x' is masked as well
                    {table: public.a, mask-columns: {x: sha1}}             | mask-columns.x: 'sha1' is not allowed; allowed values: hmac-sha256, redact, null
                    {table: public.a, column-types: {x: int}}              | column-types.x: 'int' is not allowed; allowed values: string, long, double, decimal(
                    {table: public.a, column-types: {x: "decimal(39,2)"}}  | column-types.x: 'decimal(39,2)' is not allowed: Iceberg's decimal has 1 to 38 digits
                    {table: public.a, column-types: {x: long}, mask-columns: {x: redact}} | column-types.x: 'x' is masked as well
                    {table: public.a, column-types: {x: long}, exclude-columns: [x]} | exclude-columns[0]: 'x' has a column type as well
                    {table: public.a, column-types: {x: "geometry(a,b"}}   | column-types.x: 'geometry(a,b' is not allowed; write geometry, or geometry(<reference system>)
                    {table: public.a, partition-by: ["bukket(16, id)"]}    | partition-by[0]: Cannot read the partition field 'bukket(16, id)'
                    {table: public.a, key: id}                             | key: must be a list
                    """)
    void overrides(String override, String problem) {
        String text = Parsing.MINIMAL.replace(
                "include: [\"public.*\"]", "include: [\"public.*\"]\n  overrides: [" + override + "]");
        assertThat(Parsing.problems(text))
                .first()
                .asString()
                .startsWith("firn.yaml:10: tables.overrides[0]." + problem);
    }

    @Test
    void twoOverridesOfOneTable() {
        String text = Parsing.MINIMAL.replace(
                "include: [\"public.*\"]",
                "include: [\"public.*\"]\n  overrides: [{table: public.a}, {table: public.a}]");
        assertThat(Parsing.problems(text))
                .containsExactly(
                        "firn.yaml:10: tables.overrides[1].table: public.a has an override already; put both into one");
    }

    @Test
    void aMaskThatNeedsASecret() {
        String text = Parsing.MINIMAL.replace(
                "include: [\"public.*\"]",
                "include: [\"public.*\"]\n  overrides: [{table: public.a, mask-columns: {email: hmac-sha256}}]");
        assertThat(Parsing.problems(text))
                .singleElement()
                .asString()
                .startsWith("firn.yaml:1: mask-secret: is missing; public.a masks by hmac-sha256");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    buffer: 1MB     | comes to 1MB, but needs at least 16MB; the heap has at most 1GB (-Xmx)
                    buffer: 90%     | which is more than 60% of the heap of 1GB
                    buffer: 2GB     | comes to 2GB, which is more than 60% of the heap of 1GB
                    buffer: lots    | 'lots' is not a size
                    """)
    void memory(String key, String problem) {
        assertThat(Parsing.problems(Parsing.MINIMAL + "memory: {" + key + "}"))
                .singleElement()
                .asString()
                .startsWith("firn.yaml:13: memory.buffer: ")
                .contains(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    '{schema}'           | would give every table the same name
                    '{table}_{tabel}'    | has a placeholder that is neither
                    """)
    void tableName(String template, String problem) {
        assertThat(Parsing.problems(Parsing.MINIMAL.replace(
                        "namespace: shop", "namespace: shop\n  table-name: \"" + template + "\"")))
                .singleElement()
                .asString()
                .startsWith("firn.yaml:13: sink.table-name: ")
                .contains(problem);
    }

    @Test
    void aKeyThatStandsTwice() {
        assertThat(Parsing.problems(Parsing.MINIMAL + "pipeline: again"))
                .containsExactly("firn.yaml:13: pipeline: stands here twice");
    }

    @Test
    void aDatabaseForMysql() {
        assertThat(Parsing.problems(Parsing.MINIMAL.replace("postgres", "mysql")))
                .singleElement()
                .asString()
                .startsWith("firn.yaml:5: source.database: is for PostgreSQL");
    }

    @Test
    void readersThatCannotAllReadWhatIsWritten() {
        assertThat(Parsing.problems(Parsing.MINIMAL.replace(
                        "namespace: shop", "namespace: shop\n  deletes: equality\n  readers: [trino, pyiceberg]")))
                .singleElement()
                .asString()
                .contains("sink.readers: cannot all read what is written")
                .contains("pyiceberg refuses equality deletes")
                .contains("take deletes and format-version out");
        assertThat(Parsing.problems(Parsing.MINIMAL.replace(
                        "namespace: shop", "namespace: shop\n  format-version: 3\n  readers: [athena]")))
                .singleElement()
                .asString()
                .contains("athena refuses format version 3");
        assertThat(Parsing.problems(
                        Parsing.MINIMAL.replace("namespace: shop", "namespace: shop\n  resolve-budget: 1MB")))
                .singleElement()
                .asString()
                .contains("sink.resolve-budget: must be at least 16MB");
        assertThat(Parsing.problems(Parsing.MINIMAL
                        .replace("namespace: shop", "namespace: shop\n  readers: [pyiceberg]")
                        .replace(
                                "include: [\"public.*\"]",
                                "include: [\"public.*\"]\n  overrides: [{table: public.a, deletes: equality}]")))
                .singleElement()
                .asString()
                .contains("tables.overrides: of public.a sets deletes to equality")
                .contains("pyiceberg refuses equality deletes");
    }

    @Test
    void textThatIsNoYaml() {
        assertThat(Parsing.problems("pipeline: [a\nsource: }"))
                .singleElement()
                .asString()
                .startsWith("firn.yaml:2: is not YAML: ");
        assertThat(Parsing.problems("")).singleElement().asString().startsWith("firn.yaml:1: is no configuration");
        assertThat(Parsing.problems("- a")).singleElement().asString().startsWith("firn.yaml:1: is no configuration");
        assertThat(Parsing.problems("a: 1\n---\nb: 2"))
                .singleElement()
                .asString()
                .contains("is not YAML: ");
        assertThat(Parsing.problems("source: postgres")).first().asString().startsWith("firn.yaml:1: ");
    }

    @Test
    void aFileThatIsNotThere(@TempDir Path directory) {
        Path file = directory.resolve("firn.yaml");
        assertThatThrownBy(() -> Parsing.file().read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ": cannot be read: there is no such file");
    }

    @Test
    void aFileIsNamedAsTheUserNamedIt(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("my.yaml"), "x: 1");
        assertThatThrownBy(() -> Parsing.file().read(file)).hasMessageContaining(file + ":1: x: is not a known key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            expire-snapshots: { max-age: 5m }                       | must be at least 1h
            expire-snapshots: { keep-at-least: 9, keep-at-most: 3 } | is 3, less than keep-at-least, which is 9
            remove-orphans: { age: 1h }                             | must be at least 1d
            managed-by: me                                          | allowed values: firn, glue, s3-tables, spark
            compact: { deleted-percent: 0 }                         | is not a whole number from 1 to 100
            compact: { smal-files: 3 }                              | did you mean 'small-files'?
            bytes-per-second: 0B                                    | must be at least 1B
            memory: 1MB                                             | must be from 4MB to half of the heap
            overrides: [{ compact: { enabled: false } }]            | it names the table
            """)
    void maintenance(String line, String problem) {
        assertThat(Parsing.problems(Parsing.MINIMAL + "maintenance:\n  " + line + "\n"))
                .singleElement()
                .asString()
                .contains(problem);
    }
}
