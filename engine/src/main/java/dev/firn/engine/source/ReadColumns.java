package dev.firn.engine.source;

import dev.firn.schema.change.ColumnNumbers;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which columns the names of a layout are at the source, where that can be told whatever they are called.
 *
 * @param numbers for each name its column
 * @param definitions changes with every change of one of these columns, and does not come back when that is taken back
 */
public record ReadColumns(ColumnNumbers numbers, String definitions) {

    /**
     * Whether the names are those that are known: no name is another column there, and no column has another name.
     *
     * @param known the columns as far as they are known, by their names; others are new. Null if none are
     */
    public boolean areAsKnown(@Nullable ColumnNumbers known) {
        if (known == null) {
            return true;
        }
        return known.table().equals(numbers.table())
                && numbers.byName().entrySet().stream().allMatch(column -> {
                    Integer number = known.byName().get(column.getKey());
                    return number == null
                            ? !known.byName().containsValue(column.getValue())
                            : number.equals(column.getValue());
                });
    }

    /** Whether no name that both have is another column in the other. */
    public boolean agreesWith(ReadColumns other) {
        return numbers.table().equals(other.numbers.table())
                && numbers.byName().entrySet().stream()
                        .allMatch(column -> other.numbers
                                .byName()
                                .getOrDefault(column.getKey(), column.getValue())
                                .equals(column.getValue()));
    }

    /**
     * The same under other names.
     *
     * @param renamed for each new name the old one
     * @param names the names that remain
     */
    public ReadColumns renamed(Map<String, String> renamed, Set<String> names) {
        Map<String, Integer> now = new HashMap<>();
        for (String name : names) {
            Integer number = numbers.byName().get(renamed.getOrDefault(name, name));
            if (number != null) {
                now.put(name, number);
            }
        }
        return new ReadColumns(new ColumnNumbers(numbers.table(), now), definitions);
    }
}
