#!/usr/bin/env bash
# Iceberg 1.12.0 (Java): an equality delete for all partitions deletes nothing if the table was created with a partition spec.
#
# A delete file with an unpartitioned spec applies to every partition. PartitionSpec.unpartitioned() has the id 0, and so has the spec that a
# partitioned table is created with: the commit takes the file for one of that spec, without a partition value that any row has. It is
# accepted, and no reader applies it. If the table is created unpartitioned and partitioned by updateSpec(), spec 0 is what it says.
#
# Seen:
#   created partitioned: 2 of 2 rows are left
#   created unpartitioned, then partitioned: 1 of 2 rows are left
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

public class Finding {
    static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.IntegerType.get()),
            Types.NestedField.required(2, "region", Types.StringType.get()));
    static final InMemoryCatalog CATALOG = new InMemoryCatalog();
    static final Map<String, String> FORMAT_2 = Map.of("format-version", "2");

    public static void main(String[] arguments) throws Exception {
        CATALOG.initialize("test", Map.of());
        CATALOG.createNamespace(Namespace.of("n"));
        PartitionSpec byRegion = PartitionSpec.builderFor(SCHEMA).identity("region").build();
        Table created = CATALOG.createTable(TableIdentifier.of("n", "created"), SCHEMA, byRegion, FORMAT_2);
        System.out.println("created partitioned: " + rowsLeft(created) + " of 2 rows are left");

        Table evolved = CATALOG.createTable(
                TableIdentifier.of("n", "evolved"), SCHEMA, PartitionSpec.unpartitioned(), FORMAT_2);
        evolved.updateSpec().addField("region").commit();
        System.out.println("created unpartitioned, then partitioned: " + rowsLeft(evolved) + " of 2 rows are left");
    }

    /** Two rows of one partition, then a delete of the first. */
    static int rowsLeft(Table table) throws Exception {
        PartitionKey partition = new PartitionKey(table.spec(), SCHEMA);
        partition.partition(row(1));
        DataWriter<Record> data = Parquet.writeData(table.io().newOutputFile(table.name() + "-data.parquet"))
                .forTable(table).withPartition(partition).createWriterFunc(GenericParquetWriter::create).build();
        try (data) {
            data.write(row(1));
            data.write(row(2));
        }
        table.newAppend().appendFile(data.toDataFile()).commit();
        EqualityDeleteWriter<Record> deletes = Parquet.writeDeletes(EncryptedFiles.encryptedOutput(
                        table.io().newOutputFile(table.name() + "-deletes.parquet"), EncryptionKeyMetadata.EMPTY))
                .forTable(table).withSpec(PartitionSpec.unpartitioned()).withPartition(null)
                .rowSchema(SCHEMA.select("id")).createWriterFunc(GenericParquetWriter::create)
                .equalityFieldIds(1).buildEqualityWriter();
        try (deletes) {
            deletes.write(GenericRecord.create(SCHEMA.select("id")).copy(Map.of("id", 1)));
        }
        table.newRowDelta().addDeletes(deletes.toDeleteFile()).commit();
        int count = 0;
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
            for (Record row : rows) count++;
        }
        return count;
    }

    static Record row(int id) {
        return GenericRecord.create(SCHEMA).copy(Map.of("id", id, "region", "north"));
    }
}
JAVA
java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q '^created partitioned: 2 of 2 ' seen && grep -q 'then partitioned: 1 of 2 ' seen
