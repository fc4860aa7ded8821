package dev.firn.engine.source.debezium;

import dev.firn.engine.source.TablePattern;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.source.UnreadableNames;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A selection of tables as the connector's {@code table.include.list}. The connector compares without regard to case unless it is told, and takes a comma
 * for the end of a pattern unless it is escaped. Names that it cannot read are none of the selection ({@link UnreadableNames}).
 */
final class TableFilter {

    private TableFilter() {}

    static String regex(TableSelection selection, char quote) {
        String readable = "(?-i)(?![^" + quote + "]*" + quote + ")";
        String included = "(?:" + anyOf(selection.include()) + ")";
        return selection.exclude().isEmpty()
                ? readable + included
                : readable + "(?!(?:" + anyOf(selection.exclude()) + ")$)" + included;
    }

    private static String anyOf(List<TablePattern> patterns) {
        return patterns.stream().map(pattern -> escaped(pattern.text())).collect(Collectors.joining("|"));
    }

    private static String escaped(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                regex.append(".*");
            } else if (Character.isLetterOrDigit(c) || c == '_') {
                regex.append(c);
            } else {
                regex.append('\\').append(c);
            }
        }
        return regex.toString();
    }
}
