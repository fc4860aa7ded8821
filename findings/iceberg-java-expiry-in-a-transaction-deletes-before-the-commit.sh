#!/usr/bin/env bash
# Iceberg 1.12.0 (Java): expireSnapshots() of a Transaction deletes files of the expired snapshots before the transaction is committed.
#
# Whoever gives the transaction up, or whose commit of it fails, has a table whose snapshots are listed and cannot be read.
#
# Seen:
#   the table has the snapshot: true
#   its manifest list is there: false
#   its data file is there: false
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
import java.io.IOException;
import java.util.*;
import org.apache.iceberg.*;
import org.apache.iceberg.catalog.*;
import org.apache.iceberg.data.*;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.*;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

public class Finding {
    static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    public static void main(String[] arguments) throws Exception {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("n"));
        TableIdentifier name = TableIdentifier.of("n", "t");
        Table table = catalog.createTable(name, SCHEMA);
        table.newAppend().appendFile(file(table, "first.parquet")).commit();
        long first = table.currentSnapshot().snapshotId();
        String list = table.currentSnapshot().manifestListLocation();
        table.newOverwrite().overwriteByRowFilter(org.apache.iceberg.expressions.Expressions.alwaysTrue())
                .addFile(file(table, "second.parquet")).commit();

        Transaction transaction = table.newTransaction();
        transaction.expireSnapshots().expireSnapshotId(first).commit();
        // The transaction is never committed.
        table.refresh();
        System.out.println("the table has the snapshot: " + (table.snapshot(first) != null));
        System.out.println("its manifest list is there: " + exists(table, list));
        System.out.println("its data file is there: " + exists(table, "first.parquet"));
    }

    static boolean exists(Table table, String file) {
        return ((InMemoryFileIO) table.io()).fileExists(file);
    }

    static DataFile file(Table table, String name) throws IOException {
        DataWriter<Record> data = Parquet.writeData(table.io().newOutputFile(name))
                .forTable(table).createWriterFunc(GenericParquetWriter::create).build();
        try (data) {
            Record row = GenericRecord.create(SCHEMA);
            row.setField("id", 1L);
            data.write(row);
        }
        return data.toDataFile();
    }
}
JAVA
java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q '^the table has the snapshot: true$' seen && grep -q '^its manifest list is there: false$' seen && grep -q '^its data file is there: false$' seen
