package dev.firn.app.demo.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** An Iceberg table in memory, written by hand. */
final class LakeTable {

    private final Table table;
    private final RowsAndDeletes none = new RowsAndDeletes(List.of(), List.of());

    /** What a commit adds. */
    private record RowsAndDeletes(List<DataFile> rows, List<DeleteFile> deletes) {}

    LakeTable(Types.NestedField... fields) {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("lake"));
        this.table = catalog.createTable(
                TableIdentifier.of("lake", "t" + UUID.randomUUID().toString().replace("-", "")),
                new Schema(fields),
                PartitionSpec.unpartitioned(),
                Map.of(TableProperties.FORMAT_VERSION, "2"));
    }

    static Types.NestedField field(int id, String name, org.apache.iceberg.types.Type type) {
        return Types.NestedField.optional(id, name, type);
    }

    Table table() {
        return table;
    }

    LakeTable append(Object[]... rows) {
        commit(new RowsAndDeletes(List.of(data(rows)), none.deletes()), Map.of());
        return this;
    }

    /** Appends rows as a checkpoint. */
    LakeTable appendAt(long checkpoint, String position, Object[]... rows) {
        commit(
                new RowsAndDeletes(List.of(data(rows)), none.deletes()),
                Map.of("firn.checkpoint", String.valueOf(checkpoint), "firn.source-position", position));
        return this;
    }

    /** Replaces the row of a key, which is the first column, as a checkpoint. */
    LakeTable upsertAt(long checkpoint, String position, Object[] row) {
        commit(
                new RowsAndDeletes(List.of(data(new Object[][] {row})), List.of(delete(row[0]))),
                Map.of("firn.checkpoint", String.valueOf(checkpoint), "firn.source-position", position));
        return this;
    }

    LakeTable deleteKey(Object key) {
        commit(new RowsAndDeletes(List.of(), List.of(delete(key))), Map.of());
        return this;
    }

    private void commit(RowsAndDeletes files, Map<String, String> summary) {
        RowDelta delta = table.newRowDelta();
        files.rows().forEach(delta::addRows);
        files.deletes().forEach(delta::addDeletes);
        summary.forEach(delta::set);
        delta.commit();
    }

    private DataFile data(Object[][] rows) {
        try {
            DataWriter<Record> writer = Parquet.writeData(
                            table.io().newOutputFile(table.location() + "/" + UUID.randomUUID() + ".parquet"))
                    .forTable(table)
                    .createWriterFunc(GenericParquetWriter::create)
                    .build();
            try (writer) {
                for (Record record : records(rows)) {
                    writer.write(record);
                }
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DeleteFile delete(Object key) {
        Types.NestedField field = table.schema().columns().get(0);
        Schema keySchema = new Schema(field);
        try {
            EqualityDeleteWriter<Record> writer = Parquet.writeDeletes(EncryptedFiles.encryptedOutput(
                            table.io().newOutputFile(table.location() + "/" + UUID.randomUUID() + ".parquet"),
                            EncryptionKeyMetadata.EMPTY))
                    .forTable(table)
                    .rowSchema(keySchema)
                    .createWriterFunc(GenericParquetWriter::create)
                    .equalityFieldIds(field.fieldId())
                    .buildEqualityWriter();
            try (writer) {
                GenericRecord record = GenericRecord.create(keySchema);
                record.set(0, key);
                writer.write(record);
            }
            return writer.toDeleteFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Record> records(Object[][] rows) {
        List<Record> records = new ArrayList<>();
        Arrays.stream(rows).forEach(row -> {
            GenericRecord record = GenericRecord.create(table.schema());
            for (int i = 0; i < row.length; i++) {
                record.set(i, row[i]);
            }
            records.add(record);
        });
        return records;
    }
}
