package dev.firn.sink.write.column;

import java.util.stream.Stream;
import org.apache.iceberg.DoubleFieldMetrics;
import org.apache.iceberg.FieldMetrics;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;

/** Floating-point numbers of 64 bits. Their metrics leave NaN out, of which a file's footer knows nothing. */
final class DoubleColumn extends Column {

    private final DoubleFieldMetrics.Builder metrics = new DoubleFieldMetrics.Builder(fieldId());

    DoubleColumn(ColumnDescriptor descriptor, ColumnFormat format, boolean byDictionary) {
        super(descriptor, format, byDictionary);
    }

    @Override
    void put(Object value) {
        double number = (Double) value;
        plain.addLong(Double.doubleToRawLongBits(number));
        metrics.addValue(number);
    }

    @Override
    void endStatistics(Statistics<?> statistics) {
        for (int at = 0; at < plain.size(); at += Double.BYTES) {
            statistics.updateStats(Double.longBitsToDouble(plain.longAt(at)));
        }
    }

    @Override
    Stream<FieldMetrics<?>> metrics() {
        return Stream.of(withNulls(metrics.build()));
    }
}
