package dev.firn.app.types;

import dev.firn.app.types.TypeCase.Becomes;
import dev.firn.app.types.TypeCase.Nulled;
import dev.firn.app.types.TypeCase.Stops;
import dev.firn.app.types.TypeCase.Value;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of the source for one case: the value, the same value masked, and a column beside them that an update may touch.
 *
 * @param stage where a {@link Stops} meets its value; a case of another outcome has one table for both
 */
record MatrixTable(TableId id, TypeCase type, Stage stage) {

    /** When the rows that matter come. */
    enum Stage {
        BOTH,
        LOAD,
        STREAM
    }

    /** The tables of some cases in a schema. */
    static List<MatrixTable> of(String schema, List<TypeCase> cases) {
        List<MatrixTable> tables = new ArrayList<>();
        for (TypeCase type : cases) {
            String name = "t%03d".formatted(tables.size());
            if (type.outcome() instanceof Stops) {
                tables.add(new MatrixTable(new TableId(schema, name + "_loaded"), type, Stage.LOAD));
                tables.add(new MatrixTable(new TableId(schema, name + "_streamed"), type, Stage.STREAM));
            } else {
                tables.add(new MatrixTable(new TableId(schema, name), type, Stage.BOTH));
            }
        }
        return tables;
    }

    /** The values of a column, null among them. */
    static List<Value> values(Becomes becomes) {
        List<Value> values = new ArrayList<>(becomes.values());
        values.add(new Value("NULL", null));
        return values;
    }

    String create() {
        String plain = type.sourceType() + (type.outcome() instanceof Nulled ? " NOT NULL" : "");
        return "CREATE TABLE " + id + " (id INT PRIMARY KEY, touched INT, plain " + plain + ", masked " + plain + ")";
    }

    /** What is there before Firn starts. */
    List<String> before() {
        if (type.outcome() instanceof Becomes becomes) {
            List<Value> values = values(becomes);
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                rows.add(row(Way.LOADED.id(i), values.get(i)));
                rows.add(row(Way.UPDATED.id(i), values.get((i + 1) % values.size())));
                rows.add(row(Way.KEPT.id(i), values.get(i)));
            }
            return List.of(insert(rows));
        }
        if (type.outcome() instanceof Nulled nulled) {
            return List.of(insert(rows(nulled, Way.LOADED)));
        }
        return type.outcome() instanceof Stops stops && stage == Stage.LOAD
                ? List.of(insert(List.of(row(0, new Value(stops.literal(), "")))))
                : List.of();
    }

    /** What happens when the table is loaded. */
    List<String> after() {
        if (type.outcome() instanceof Becomes becomes) {
            List<Value> values = values(becomes);
            List<String> statements = new ArrayList<>();
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                String literal = values.get(i).literal();
                rows.add(row(Way.INSERTED.id(i), values.get(i)));
                statements.add("UPDATE " + id + " SET plain = " + literal + ", masked = " + literal + " WHERE id = "
                        + Way.UPDATED.id(i));
            }
            statements.add(insert(rows));
            statements.add("UPDATE " + id + " SET touched = 1 WHERE id >= " + Way.KEPT.id(0));
            return statements;
        }
        if (type.outcome() instanceof Nulled nulled) {
            return List.of(insert(rows(nulled, Way.INSERTED)));
        }
        return type.outcome() instanceof Stops stops && stage == Stage.STREAM
                ? List.of(insert(List.of(row(0, new Value(stops.literal(), "")))))
                : List.of();
    }

    private static List<String> rows(Nulled nulled, Way way) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < nulled.literals().size(); i++) {
            rows.add(row(way.id(i), new Value(nulled.literals().get(i), null)));
        }
        return rows;
    }

    private static String row(int id, Value value) {
        return "(" + id + ", 0, " + value.literal() + ", " + value.literal() + ")";
    }

    private String insert(List<String> rows) {
        return "INSERT INTO " + id + " VALUES " + String.join(", ", rows);
    }
}
