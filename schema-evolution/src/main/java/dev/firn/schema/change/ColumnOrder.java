package dev.firn.schema.change;

import dev.firn.schema.change.SchemaChange.MoveColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fewest moves that bring columns into an order. Columns that the order does not name stay beside those that they follow. */
final class ColumnOrder {

    private ColumnOrder() {}

    /**
     * The moves, to be made one after the other.
     *
     * @param present the columns as they stand
     * @param wanted some of them, as they are to stand
     */
    static List<MoveColumn> moves(List<String> present, List<String> wanted) {
        Set<String> staying = longestInOrder(present, wanted);
        List<MoveColumn> moves = new ArrayList<>();
        @Nullable String previous = null;
        for (String column : wanted) {
            if (!staying.contains(column)) {
                moves.add(new MoveColumn(column, previous));
            }
            previous = column;
        }
        return moves;
    }

    /**
     * The most columns that stand in the wanted order already: a longest increasing subsequence of their places. Of several the one of those that
     * stand first, as new columns stand last; so it is looked for from the end.
     */
    private static Set<String> longestInOrder(List<String> present, List<String> wanted) {
        List<String> backwards = new ArrayList<>(present);
        Collections.reverse(backwards);
        int[] order = backwards.stream()
                .mapToInt(wanted::indexOf)
                .filter(place -> place >= 0)
                .map(place -> -place)
                .toArray();
        int[] ends = new int[order.length];
        int[] before = new int[order.length];
        int length = 0;
        for (int i = 0; i < order.length; i++) {
            int at = placeAmong(order, ends, length, order[i]);
            before[i] = at == 0 ? -1 : ends[at - 1];
            ends[at] = i;
            length = Math.max(length, at + 1);
        }
        Set<String> staying = new HashSet<>();
        for (int i = length == 0 ? -1 : ends[length - 1]; i >= 0; i = before[i]) {
            staying.add(wanted.get(-order[i]));
        }
        return staying;
    }

    /** The length of the longest run before {@code value}, by binary search over the runs' last values. */
    private static int placeAmong(int[] order, int[] ends, int length, int value) {
        int[] lasts = Arrays.stream(ends, 0, length).map(end -> order[end]).toArray();
        return -1 - Arrays.binarySearch(lasts, value);
    }
}
