#!/usr/bin/env bash
# Iceberg 1.12.0 (Java): of several keys of type fixed in one equality delete file, IcebergGenerics applies the last one only.
#
# The reader of delete files reuses the container of a value, and the copy that is kept of each key copies the reference to its byte array, not
# the bytes. So all keys of the file become the last one, and the rows of the others come back.
#
# Seen:
#   left: aaa
#   left: ccc
#   rows after deleting aaa and bbb, of 3: 2
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
    static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.FixedType.ofLength(3)));

    public static void main(String[] arguments) throws Exception {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("n"));
        Table table = catalog.createTable(
                TableIdentifier.of("n", "t"), SCHEMA, PartitionSpec.unpartitioned(), Map.of("format-version", "2"));
        List<byte[]> ids = List.of(key('a'), key('b'), key('c'));

        DataWriter<Record> data = Parquet.writeData(table.io().newOutputFile("data.parquet"))
                .forTable(table).createWriterFunc(GenericParquetWriter::create).build();
        try (data) {
            for (byte[] id : ids) data.write(row(id));
        }
        table.newAppend().appendFile(data.toDataFile()).commit();

        EqualityDeleteWriter<Record> deletes = Parquet.writeDeletes(EncryptedFiles.encryptedOutput(
                        table.io().newOutputFile("deletes.parquet"), EncryptionKeyMetadata.EMPTY))
                .forTable(table).rowSchema(SCHEMA).createWriterFunc(GenericParquetWriter::create)
                .equalityFieldIds(1).buildEqualityWriter();
        try (deletes) {
            for (byte[] id : ids.subList(0, 2)) deletes.write(row(id));
        }
        table.newRowDelta().addDeletes(deletes.toDeleteFile()).commit();

        int count = 0;
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
            for (Record row : rows) {
                count++;
                System.out.println("left: " + new String((byte[]) row.getField("id")));
            }
        }
        System.out.println("rows after deleting aaa and bbb, of 3: " + count);
    }

    static byte[] key(char letter) {
        return String.valueOf(letter).repeat(3).getBytes();
    }

    static Record row(byte[] id) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField("id", id);
        return row;
    }
}
JAVA
java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q '^left: aaa$' seen && grep -q 'of 3: 2$' seen
