package dev.firn.sink.write.column;

import java.util.stream.Stream;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.FloatFieldMetrics;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;

/** Floating-point numbers of 32 bits. Their metrics leave NaN out, of which a file's footer knows nothing. */
final class FloatColumn extends Column {

    private final FloatFieldMetrics.Builder metrics = new FloatFieldMetrics.Builder(fieldId());

    FloatColumn(ColumnDescriptor descriptor, ColumnFormat format, boolean byDictionary) {
        super(descriptor, format, byDictionary);
    }

    @Override
    void put(Object value) {
        float number = (Float) value;
        plain.addInt(Float.floatToRawIntBits(number));
        metrics.addValue(number);
    }

    @Override
    void endStatistics(Statistics<?> statistics) {
        for (int at = 0; at < plain.size(); at += Float.BYTES) {
            statistics.updateStats(Float.intBitsToFloat(plain.intAt(at)));
        }
    }

    @Override
    Stream<FieldMetrics<?>> metrics() {
        return Stream.of(withNulls(metrics.build()));
    }
}
