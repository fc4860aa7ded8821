package dev.firn.sink.maintenance;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.deletes.PositionDeleteIndex;

/** The rows of a data file that are deleted, by their positions: a bit a row. Tells the place that a row has among those that are left. */
final class DeletedRows {

    private final long[] words;
    private long count;
    /** How many are deleted before each word; made when it is first asked for, after the last {@link #add}. */
    private int[] before = new int[0];

    DeletedRows(long rows) {
        this.words = new long[Math.toIntExact((rows + 63) / 64)];
    }

    static DeletedRows of(DataFile file, PositionDeleteIndex positions) {
        DeletedRows rows = new DeletedRows(file.recordCount());
        positions.forEach(rows::add);
        return rows;
    }

    private void add(long position) {
        int word = Math.toIntExact(position >> 6);
        // A position beyond the file's rows deletes nothing.
        if (word < words.length && !contains(position)) {
            words[word] |= 1L << position;
            count++;
        }
    }

    boolean contains(long position) {
        int word = (int) (position >> 6);
        return word < words.length && (words[word] & (1L << position)) != 0;
    }

    long count() {
        return count;
    }

    /** How many rows are left before the position. */
    long leftBefore(long position) {
        if (before.length == 0 && words.length > 0) {
            before = new int[words.length];
            for (int word = 1; word < words.length; word++) {
                before[word] = before[word - 1] + Long.bitCount(words[word - 1]);
            }
        }
        int word = Math.toIntExact(position >> 6);
        long within = words[word] & ((1L << position) - 1);
        return position - before[word] - Long.bitCount(within);
    }
}
