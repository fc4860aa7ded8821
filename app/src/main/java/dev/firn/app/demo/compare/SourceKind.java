package dev.firn.app.demo.compare;

import dev.firn.schema.source.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What the two kinds of source do differently when they are asked. */
enum SourceKind {
    POSTGRES("udt_name", "SET TIME ZONE 'UTC'", 1_000) {
        @Override
        SourceColumn column(String name, String type) {
            return SourceColumn.ofPostgres(name, type);
        }

        @Override
        String quoted(TableId table) {
            return "\"" + table.schema().replace("\"", "\"\"") + "\".\""
                    + table.name().replace("\"", "\"\"") + "\"";
        }
    },
    // The driver reads row by row only when it is told so by this size.
    MYSQL("data_type", "SET time_zone = '+00:00'", Integer.MIN_VALUE) {
        @Override
        SourceColumn column(String name, String type) {
            return SourceColumn.ofMysql(name, type);
        }

        @Override
        String quoted(TableId table) {
            return "`" + table.schema().replace("`", "``") + "`.`"
                    + table.name().replace("`", "``") + "`";
        }
    };

    private final String typeColumn;
    private final String setUtc;
    private final int fetchSize;

    SourceKind(String typeColumn, String setUtc, int fetchSize) {
        this.typeColumn = typeColumn;
        this.setUtc = setUtc;
        this.fetchSize = fetchSize;
    }

    /** The kind behind a connection, whose session is set to UTC. */
    static SourceKind of(Connection source) throws SQLException {
        SourceKind kind = source.getMetaData().getDatabaseProductName().equals("PostgreSQL") ? POSTGRES : MYSQL;
        try (Statement statement = source.createStatement()) {
            statement.execute(kind.setUtc);
        }
        return kind;
    }

    /** The column of information_schema.columns that names the type. */
    String typeColumn() {
        return typeColumn;
    }

    /** How many rows the driver takes at a time, in its own notation. */
    int fetchSize() {
        return fetchSize;
    }

    abstract SourceColumn column(String name, String type);

    abstract String quoted(TableId table);
}
