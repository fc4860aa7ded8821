package dev.firn.engine.source;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which columns the names of a layout are at the source, where that can be told whatever they are called.
 *
 * @param numbers for each name its column, which keeps its number under every name
 * @param definitions changes with every change of one of these columns, and does not come back when that is taken back
 */
public record ReadColumns(Map<String, Integer> numbers, String definitions) {

    public ReadColumns {
        numbers = Map.copyOf(numbers);
    }

    /**
     * Whether the names are those that a log has shown: no name is another column there, and no column has another name.
     *
     * @param shown the columns that the log has shown last, by their names; what it has not shown yet is new
     */
    public boolean areAsShown(Map<String, Integer> shown) {
        return numbers.entrySet().stream().allMatch(column -> {
            Integer number = shown.get(column.getKey());
            return number == null ? !shown.containsValue(column.getValue()) : number.equals(column.getValue());
        });
    }

    /** Whether no name that both have is another column in the other. */
    public boolean agreesWith(ReadColumns other) {
        return numbers.entrySet().stream()
                .allMatch(column -> other.numbers
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
            Integer number = numbers.get(renamed.getOrDefault(name, name));
            if (number != null) {
                now.put(name, number);
            }
        }
        return new ReadColumns(now, definitions);
    }
}
