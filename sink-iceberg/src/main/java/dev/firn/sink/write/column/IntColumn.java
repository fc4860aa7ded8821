package dev.firn.sink.write.column;

import java.util.function.ToIntFunction;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;

/** Numbers of 32 bits, and what is stored as such. Hot. */
final class IntColumn extends Column {

    private final ToIntFunction<Object> numbers;
    private int least = Integer.MAX_VALUE;
    private int greatest = Integer.MIN_VALUE;

    IntColumn(ColumnDescriptor descriptor, ColumnFormat format, boolean byDictionary, ToIntFunction<Object> numbers) {
        super(descriptor, format, byDictionary);
        this.numbers = numbers;
    }

    @Override
    void put(Object value) {
        int number = numbers.applyAsInt(value);
        plain.addInt(number);
        least = Math.min(least, number);
        greatest = Math.max(greatest, number);
    }

    @Override
    void endStatistics(Statistics<?> statistics) {
        statistics.updateStats(least);
        statistics.updateStats(greatest);
        least = Integer.MAX_VALUE;
        greatest = Integer.MIN_VALUE;
    }
}
