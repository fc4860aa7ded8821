#!/usr/bin/env bash
# Iceberg 1.12.0 (Java): IcebergGenerics returns rows whose value is null for a filter "less than".
#
# In SQL null is less than nothing, and Iceberg's planner and its Parquet filters hold to that: a file that has only nulls is left out.
# The evaluator that IcebergGenerics applies to the rows of the other files compares null as the least of all values. So whether
# a row with null is returned depends on the rows that happen to lie beside it in its file.
#
# Seen:
#   one file of (null, 5), rows where a < 10: 2
#   a file of (null) and a file of (5), rows where a < 10: 1
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
import java.util.Arrays;
import java.util.Map;
import org.apache.iceberg.*;
import org.apache.iceberg.catalog.*;
import org.apache.iceberg.data.*;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.*;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.*;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

public class Finding {
    static final Schema SCHEMA = new Schema(Types.NestedField.optional(1, "a", Types.IntegerType.get()));
    static final InMemoryCatalog CATALOG = new InMemoryCatalog();

    public static void main(String[] arguments) throws Exception {
        CATALOG.initialize("test", Map.of());
        CATALOG.createNamespace(Namespace.of("n"));
        Table together = table("together");
        append(together, null, 5);
        System.out.println("one file of (null, 5), rows where a < 10: " + countBelowTen(together));
        Table apart = table("apart");
        append(apart, (Integer) null);
        append(apart, 5);
        System.out.println("a file of (null) and a file of (5), rows where a < 10: " + countBelowTen(apart));
    }

    static Table table(String name) {
        return CATALOG.createTable(TableIdentifier.of("n", name), SCHEMA);
    }

    static void append(Table table, Integer... values) throws Exception {
        DataWriter<Record> data = Parquet.writeData(
                        table.io().newOutputFile(table.name() + Arrays.hashCode(values) + ".parquet"))
                .forTable(table).createWriterFunc(GenericParquetWriter::create).build();
        try (data) {
            for (Integer value : values) {
                Record row = GenericRecord.create(SCHEMA);
                row.setField("a", value);
                data.write(row);
            }
        }
        table.newAppend().appendFile(data.toDataFile()).commit();
    }

    static int countBelowTen(Table table) throws Exception {
        int count = 0;
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(table).where(Expressions.lessThan("a", 10)).build()) {
            for (Record row : rows) count++;
        }
        return count;
    }
}
JAVA
java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q '(null, 5), rows where a < 10: 2$' seen && grep -q 'of (5), rows where a < 10: 1$' seen
