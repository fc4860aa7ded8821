#!/usr/bin/env bash
# Iceberg 1.12.0 (Java): IcebergGenerics returns records with one column more than the table has, where a data file has deleted rows by position.
#
# The column is the row's place in the file. Files of the same scan without deletes give records without it, so two records of one
# table are of different structs, and a record that is read and written again does not fit its table.
#
# Seen:
#   without position deletes: struct<1: id: required long>
#   with position deletes: struct<1: id: required long, 2147483645: _pos: required long (Ordinal position of a row in the source data file)>
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
import org.apache.iceberg.deletes.*;
import org.apache.iceberg.encryption.*;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.*;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

public class Finding {
    static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    public static void main(String[] arguments) throws Exception {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("n"));
        Table table = catalog.createTable(
                TableIdentifier.of("n", "t"), SCHEMA, PartitionSpec.unpartitioned(), Map.of("format-version", "2"));
        DataWriter<Record> data = Parquet.writeData(table.io().newOutputFile("data.parquet"))
                .forTable(table).createWriterFunc(GenericParquetWriter::create).build();
        try (data) {
            data.write(row(1));
            data.write(row(2));
        }
        table.newAppend().appendFile(data.toDataFile()).commit();
        tell("without position deletes", table);

        PositionDeleteWriter<Record> deletes = Parquet.writeDeletes(EncryptedFiles.encryptedOutput(
                        table.io().newOutputFile("deletes.parquet"), EncryptionKeyMetadata.EMPTY))
                .withSpec(table.spec()).buildPositionWriter();
        try (deletes) {
            deletes.write(PositionDelete.<Record>create().set("data.parquet", 0));
        }
        table.newRowDelta().addDeletes(deletes.toDeleteFile()).commit();
        tell("with position deletes", table);
    }

    static void tell(String what, Table table) throws Exception {
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
            System.out.println(what + ": " + rows.iterator().next().struct());
        }
    }

    static Record row(long id) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField("id", id);
        return row;
    }
}
JAVA
java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q '^without position deletes: struct<1: id: required long>$' seen && grep -q '^with position deletes: .*_pos: ' seen
