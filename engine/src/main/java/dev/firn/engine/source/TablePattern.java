package dev.firn.engine.source;

import dev.firn.schema.source.TableId;
import java.util.regex.Pattern;

/**
 * A name pattern {@code schema.table}, in which {@code *} stands for any characters, also none. Case counts.
 *
 * @param text the pattern as the user wrote it
 */
public record TablePattern(String text) {

    public TablePattern {
        if (text.indexOf('.') <= 0 || text.endsWith(".")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not of the form schema.table; * stands for any characters");
        }
    }

    public boolean matches(TableId table) {
        return Pattern.matches(regex(), table.toString());
    }

    /** The pattern as an anchored-by-use regular expression over {@code schema.table}. */
    public String regex() {
        StringBuilder regex = new StringBuilder();
        int from = 0;
        for (int star = text.indexOf('*'); star >= 0; star = text.indexOf('*', from)) {
            regex.append(literal(text.substring(from, star))).append(".*");
            from = star + 1;
        }
        return regex.append(literal(text.substring(from))).toString();
    }

    private static String literal(String part) {
        return part.isEmpty() ? "" : Pattern.quote(part);
    }
}
