package dev.firn.engine.source.mysql;

import dev.firn.schema.source.TableId;

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
}
