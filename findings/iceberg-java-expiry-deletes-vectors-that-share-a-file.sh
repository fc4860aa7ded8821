#!/usr/bin/env bash
# Iceberg 1.12.0 (Java): expireSnapshots() deletes a Puffin file of several deletion vectors when one of them was replaced, while others are still needed.
#
# BaseDVFileWriter puts all vectors of a commit into one file. Where a table has one branch alone, the expiry deletes the files of manifest entries that an
# expired snapshot marked as deleted, by location, and does not ask whether another entry has the same location. The table cannot be read from then on.
#
# Seen:
#   vectors of the current snapshot: [first.parquet in b, second.parquet in a]
#   file b is there: true
#   file a is there: false
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
import java.util.*;
import org.apache.iceberg.*;
import org.apache.iceberg.catalog.*;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.*;
import org.apache.iceberg.types.Types;

public class Finding {
    static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    public static void main(String[] arguments) throws Exception {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("n"));
        Table table = catalog.buildTable(TableIdentifier.of("n", "t"), SCHEMA).withProperty("format-version", "3").create();
        DataFile first = file(table, "first.parquet");
        DataFile second = file(table, "second.parquet");
        table.newAppend().appendFile(first).appendFile(second).commit();

        List<DeleteFile> both = vectors(table, "a", Map.of(first, 1L, second, 1L));
        RowDelta delta = table.newRowDelta();
        both.forEach(delta::addDeletes);
        delta.commit();
        // The vector of the first file is replaced; that of the second stays.
        DeleteFile replaced = both.stream().filter(file -> file.referencedDataFile().equals("first.parquet")).findFirst().get();
        table.newRowDelta().validateFromSnapshot(table.currentSnapshot().snapshotId()).removeDeletes(replaced).addDeletes(vectors(table, "b", Map.of(first, 2L)).get(0)).commit();
        table.newAppend().appendFile(file(table, "third.parquet")).commit();

        table.expireSnapshots().expireOlderThan(System.currentTimeMillis() + 1).retainLast(1).commit();

        table.refresh();
        Set<String> seen = new TreeSet<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> task.deletes().forEach(file -> seen.add(task.file().location() + " in " + file.location())));
        }
        System.out.println("vectors of the current snapshot: " + seen);
        System.out.println("file b is there: " + ((InMemoryFileIO) table.io()).fileExists("b"));
        System.out.println("file a is there: " + ((InMemoryFileIO) table.io()).fileExists("a"));
    }

    static List<DeleteFile> vectors(Table table, String name, Map<DataFile, Long> rows) throws Exception {
        BaseDVFileWriter writer = new BaseDVFileWriter(() -> table.io().newOutputFile(name), path -> null);
        try (writer) {
            rows.forEach((file, row) -> writer.delete(file.location(), row, table.spec(), null));
        }
        return writer.result().deleteFiles();
    }

    static DataFile file(Table table, String name) {
        return DataFiles.builder(table.spec()).withPath(name).withFormat(FileFormat.PARQUET).withFileSizeInBytes(100).withRecordCount(10).build();
    }
}
JAVA
java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q '^vectors of the current snapshot: .*second.parquet in a' seen && grep -q '^file b is there: true$' seen && grep -q '^file a is there: false$' seen
