package dev.firn.sink.write;

import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.parquet.ParquetVariantVisitor;
import org.apache.iceberg.parquet.TripleWriter;
import org.apache.iceberg.parquet.VariantWriterBuilder;
import org.apache.iceberg.variants.Variant;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;

/** Writes the JSON of rows as variants, by Iceberg's own writer; and variants that were read from the table as they are. Hot. */
final class VariantWriter implements ParquetValueWriter<Object> {

    private final ParquetValueWriter<Variant> variants;

    private VariantWriter(ParquetValueWriter<Variant> variants) {
        this.variants = variants;
    }

    /** The writer of a column. */
    @SuppressWarnings("unchecked") // Iceberg's builder makes writers of all types
    static VariantWriter of(GroupType column, MessageType fileSchema) {
        return new VariantWriter((ParquetValueWriter<Variant>)
                ParquetVariantVisitor.visit(column, new VariantWriterBuilder(fileSchema, List.of(column.getName()))));
    }

    @Override
    public void write(int repetitionLevel, Object value) {
        variants.write(repetitionLevel, value instanceof Variant variant ? variant : JsonVariant.of(value.toString()));
    }

    @Override
    public List<TripleWriter<?>> columns() {
        return variants.columns();
    }

    @Override
    public void setColumnStore(ColumnWriteStore columnStore) {
        variants.setColumnStore(columnStore);
    }

    @Override
    public Stream<FieldMetrics<?>> metrics() {
        return variants.metrics();
    }
}
