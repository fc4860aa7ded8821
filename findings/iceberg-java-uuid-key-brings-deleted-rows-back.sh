#!/usr/bin/env bash
# Iceberg 1.12.0 (Java): a row that an equality delete removed comes back if its key is a uuid.
#
# Parquet orders the values of a uuid column as unsigned bytes, and so writes the bounds of a file. Iceberg's library compares
# uuids as java.util.UUID does, by two signed longs. To it the bounds of a file with keys below and above 80000000-… stand the
# wrong way round, so the planner finds no overlap between the data file and the delete file, and leaves the delete file out. A
# filter by a key leaves the data file out likewise. Spark, Trino and Flink plan with this library.
#
# Seen:
#   rows after deleting 01… and f0…, of 3: 3
#   rows where id = 70…: 0
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.*;
import org.apache.iceberg.catalog.*;
import org.apache.iceberg.data.*;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.encryption.*;
import org.apache.iceberg.expressions.*;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.*;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

public class Finding {
    static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.UUIDType.get()));

    public static void main(String[] arguments) throws Exception {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("n"));
        Table table = catalog.createTable(
                TableIdentifier.of("n", "t"), SCHEMA, PartitionSpec.unpartitioned(), Map.of("format-version", "2"));
        UUID low = UUID.fromString("01000000-0000-0000-0000-000000000000");
        UUID middle = UUID.fromString("70000000-0000-0000-0000-000000000000");
        UUID high = UUID.fromString("f0000000-0000-0000-0000-000000000000");

        DataWriter<Record> data = Parquet.writeData(table.io().newOutputFile("data.parquet"))
                .forTable(table).createWriterFunc(GenericParquetWriter::create).build();
        try (data) {
            for (UUID id : List.of(low, middle, high)) data.write(row(id));
        }
        table.newAppend().appendFile(data.toDataFile()).commit();

        EqualityDeleteWriter<Record> deletes = Parquet.writeDeletes(EncryptedFiles.encryptedOutput(
                        table.io().newOutputFile("deletes.parquet"), EncryptionKeyMetadata.EMPTY))
                .forTable(table).rowSchema(SCHEMA).createWriterFunc(GenericParquetWriter::create)
                .equalityFieldIds(1).buildEqualityWriter();
        try (deletes) {
            for (UUID id : List.of(low, high)) deletes.write(row(id));
        }
        table.newRowDelta().addDeletes(deletes.toDeleteFile()).commit();

        System.out.println("rows after deleting 01… and f0…, of 3: " + count(table, Expressions.alwaysTrue()));
        System.out.println("rows where id = 70…: " + count(table, Expressions.equal("id", middle)));
    }

    static Record row(UUID id) {
        return GenericRecord.create(SCHEMA).copy(Map.of("id", id));
    }

    static int count(Table table, Expression filter) throws Exception {
        int count = 0;
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).where(filter).build()) {
            for (Record row : rows) count++;
        }
        return count;
    }
}
JAVA
java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q 'of 3: 3$' seen && grep -q 'id = 70…: 0$' seen
