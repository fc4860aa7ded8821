package dev.firn.sink.write.column;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;

/** Truth values: a byte each while a page is gathered, a bit each in the file, the first value in the lowest. */
final class BooleanColumn extends Column {

    private static final int BITS = 8;

    private boolean anyTrue;
    private boolean anyFalse;

    BooleanColumn(ColumnDescriptor descriptor, ColumnFormat format) {
        super(descriptor, format, false);
    }

    @Override
    void put(Object value) {
        boolean truth = (Boolean) value;
        plain.addByte((byte) (truth ? 1 : 0));
        anyTrue |= truth;
        anyFalse |= !truth;
    }

    @Override
    BytesInput plainValues() {
        byte[] bits = new byte[(plain.size() + BITS - 1) / BITS];
        for (int i = 0; i < plain.size(); i++) {
            bits[i / BITS] |= (byte) (plain.array()[i] << i % BITS);
        }
        return BytesInput.from(bits);
    }

    @Override
    void endStatistics(Statistics<?> statistics) {
        if (anyTrue) {
            statistics.updateStats(true);
        }
        if (anyFalse) {
            statistics.updateStats(false);
        }
        anyTrue = false;
        anyFalse = false;
    }
}
