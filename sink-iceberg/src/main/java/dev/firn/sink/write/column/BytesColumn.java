package dev.firn.sink.write.column;

import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;

/** Values of any length, each behind its length; compared byte by byte without sign. Hot. */
abstract class BytesColumn extends Column {

    private static final int NONE = -1;
    /** As many as a long holds without its sign. */
    private static final int HEAD_BYTES = 7;

    private static final long BYTE = 0xFF;

    /** Where in the page the bytes of the least and the greatest value begin. */
    private int least = NONE;

    private int greatest = NONE;
    private long leastHead;
    private long greatestHead;
    private int values;

    BytesColumn(ColumnDescriptor descriptor, ColumnFormat format, boolean byDictionary) {
        super(descriptor, format, byDictionary);
    }

    /** Adds length and bytes of a value. */
    abstract void append(Object value);

    @Override
    final void put(Object value) {
        int at = plain.size() + Integer.BYTES;
        append(value);
        values++;
        if (least == NONE) {
            least = at;
            greatest = at;
        } else {
            compareWithBounds(at, head(at));
            return;
        }
        leastHead = head(at);
        greatestHead = leastHead;
    }

    /** By the first bytes alone, for nearly all values of a page. */
    private void compareWithBounds(int at, long head) {
        if (head < leastHead || (head == leastHead && compare(at, least) < 0)) {
            least = at;
            leastHead = head;
        } else if (head > greatestHead || (head == greatestHead && compare(at, greatest) > 0)) {
            greatest = at;
            greatestHead = head;
        }
    }

    /** The first seven bytes, with zeros in place of those that a value does not have: never in another order than the values. */
    private long head(int start) {
        int length = Math.min(HEAD_BYTES, plain.size() - start);
        long head = 0;
        for (int i = 0; i < length; i++) {
            head |= (plain.array()[start + i] & BYTE) << (Byte.SIZE * (HEAD_BYTES - 1 - i));
        }
        return head;
    }

    private int compare(int one, int other) {
        byte[] bytes = plain.array();
        return Arrays.compareUnsigned(bytes, one, end(one), bytes, other, end(other));
    }

    private int end(int start) {
        return start + plain.intAt(start - Integer.BYTES);
    }

    @Override
    final void endStatistics(Statistics<?> statistics) {
        statistics.updateStats(copy(least));
        statistics.updateStats(copy(greatest));
        least = NONE;
        greatest = NONE;
    }

    private Binary copy(int start) {
        return Binary.fromConstantByteArray(Arrays.copyOfRange(plain.array(), start, end(start)));
    }

    @Override
    final long takeTextBytes() {
        long bytes = plain.size() - (long) Integer.BYTES * values;
        values = 0;
        return bytes;
    }
}
