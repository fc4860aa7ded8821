package dev.firn.sink.write.column;

import java.util.function.ToLongFunction;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;

/** Numbers of 64 bits, and what is stored as such. Hot. */
final class LongColumn extends Column {

    private final ToLongFunction<Object> numbers;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;

    LongColumn(ColumnDescriptor descriptor, ColumnFormat format, boolean byDictionary, ToLongFunction<Object> numbers) {
        super(descriptor, format, byDictionary);
        this.numbers = numbers;
    }

    @Override
    void put(Object value) {
        long number = numbers.applyAsLong(value);
        plain.addLong(number);
        least = Math.min(least, number);
        greatest = Math.max(greatest, number);
    }

    @Override
    void endStatistics(Statistics<?> statistics) {
        statistics.updateStats(least);
        statistics.updateStats(greatest);
        least = Long.MAX_VALUE;
        greatest = Long.MIN_VALUE;
    }
}
