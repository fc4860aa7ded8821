package dev.firn.engine.source.mysql;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.TablePattern;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a MySQL server compares the names of databases and tables, which it was told when it was made ({@code lower_case_table_names}). Where case makes
 * no difference, all names are in lower case here, as such a server writes them to its log, whether or not it shows them so.
 */
public enum NameCase {

    /** {@code lower_case_table_names = 0}. */
    COUNTS {
        @Override
        public String spelled(String name) {
            return name;
        }
    },

    /** {@code lower_case_table_names} of 1, and of 2, where names are shown as they were given. */
    IGNORED {
        /** Character by character, as the server does it, without regard to what stands beside. */
        @Override
        public String spelled(String name) {
            StringBuilder lower = new StringBuilder(name);
            for (int i = 0; i < name.length(); i++) {
                lower.setCharAt(i, Character.toLowerCase(name.charAt(i)));
            }
            return lower.toString();
        }
    };

    /** By the value of {@code lower_case_table_names}. */
    public static NameCase of(int setting) {
        return setting == 0 ? COUNTS : IGNORED;
    }

    /** A database's or a table's name as all that compare it have it. */
    public abstract String spelled(String name);

    /** A table by such names. */
    public TableId spelled(TableId table) {
        return new TableId(spelled(table.schema()), spelled(table.name()));
    }

    /** Patterns and names of the configuration that no table of the server can have, since another case is written there. */
    Optional<Finding> misspelled(TableSelection selection) {
        List<String> misspelled = Stream.of(
                        selection.include().stream().map(TablePattern::text),
                        selection.exclude().stream().map(TablePattern::text),
                        selection.overrides().keySet().stream().map(TableId::toString))
                .flatMap(Function.identity())
                .filter(text -> !spelled(text).equals(text))
                .distinct()
                .sorted()
                .toList();
        return misspelled.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.failure(
                        "lower_case_table_names",
                        "the server keeps the names of databases and tables in lower case, and the configuration names "
                                + String.join(", ", misspelled),
                        "write "
                                + misspelled.stream().map(this::spelled).collect(Collectors.joining(", "))
                                + " in the configuration"));
    }
}
