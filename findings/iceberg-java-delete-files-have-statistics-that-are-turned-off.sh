#!/usr/bin/env bash
# Iceberg 1.12.0 (Java): write.parquet.stats-enabled.column.<name>=false is obeyed in data files and ignored in equality delete files.
#
# So whoever turns statistics off for a column whose order readers disagree on (a uuid, say) still has them where deletes are applied by them.
#
# Seen:
#   data file has statistics of id: false
#   equality delete file has statistics of id: true
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.iceberg</groupId><artifactId>iceberg-core</artifactId><version>1.12.0</version></dependency>
    <dependency><groupId>org.apache.iceberg</groupId><artifactId>iceberg-data</artifactId><version>1.12.0</version></dependency>
    <dependency><groupId>org.apache.iceberg</groupId><artifactId>iceberg-parquet</artifactId><version>1.12.0</version></dependency>
    <dependency><groupId>org.apache.hadoop</groupId><artifactId>hadoop-client-api</artifactId><version>3.4.2</version></dependency>
    <dependency><groupId>org.apache.hadoop</groupId><artifactId>hadoop-client-runtime</artifactId><version>3.4.2</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mvn -B -q -ntp -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory=lib

cat > Finding.java <<'JAVA'
import java.util.Map;
import org.apache.iceberg.*;
import org.apache.iceberg.catalog.*;
import org.apache.iceberg.data.*;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.encryption.*;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.*;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.parquet.hadoop.ParquetFileReader;

public class Finding {
    static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    public static void main(String[] arguments) throws Exception {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("n"));
        Table table = catalog.createTable(
                TableIdentifier.of("n", "t"), SCHEMA, PartitionSpec.unpartitioned(),
                Map.of("write.parquet.stats-enabled.column.id", "false"));
        java.nio.file.Path folder = java.nio.file.Path.of("").toAbsolutePath();

        DataWriter<Record> data = Parquet.writeData(Files.localOutput(folder.resolve("data.parquet").toFile()))
                .forTable(table).createWriterFunc(GenericParquetWriter::create).build();
        try (data) {
            data.write(row());
        }
        EqualityDeleteWriter<Record> deletes = Parquet.writeDeletes(EncryptedFiles.encryptedOutput(
                        Files.localOutput(folder.resolve("deletes.parquet").toFile()), EncryptionKeyMetadata.EMPTY))
                .forTable(table).rowSchema(SCHEMA).createWriterFunc(GenericParquetWriter::create)
                .equalityFieldIds(1).buildEqualityWriter();
        try (deletes) {
            deletes.write(row());
        }
        tell("data file", folder.resolve("data.parquet"));
        tell("equality delete file", folder.resolve("deletes.parquet"));
    }

    static void tell(String what, java.nio.file.Path file) throws Exception {
        try (ParquetFileReader reader = ParquetFileReader.open(
                new org.apache.hadoop.conf.Configuration(), new org.apache.hadoop.fs.Path(file.toUri()))) {
            System.out.println(what + " has statistics of id: "
                    + reader.getFooter().getBlocks().get(0).getColumns().get(0).getStatistics().hasNonNullValue());
        }
    }

    static Record row() {
        Record row = GenericRecord.create(SCHEMA);
        row.setField("id", 7L);
        return row;
    }
}
JAVA
java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q '^data file has statistics of id: false$' seen && grep -q '^equality delete file has statistics of id: true$' seen
