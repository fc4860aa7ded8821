package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.ChangeEvent.Insert;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceSettings;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A row gives the same Iceberg values whether it was loaded or streamed: random values of every supported type, both ways, plain and masked.
 *
 * <p>A failure prints its seed; {@code -Dfirn.parity.seed=S} runs it again.
 */
abstract class ValueParityContract {

    private static final int ROWS = 400;
    private static final int ROWS_A_STATEMENT = 50;
    private static final String MASKED = "masked_";

    /**
     * A column of the table.
     *
     * @param type as in CREATE TABLE
     * @param literals makes values
     */
    record Column(String name, String type, Supplier<String> literals) {}

    abstract SourceFixture database();

    abstract SourceDatabase open(SourceSettings settings);

    abstract List<Column> columns(RandomLiterals literals);

    /** Runs before the table is made. */
    abstract void prepare() throws Exception;

    @Test
    void aLoadedRowEqualsTheStreamedOne() throws Exception {
        long seed = Long.getLong("firn.parity.seed", new Random().nextInt(1_000_000));
        Random random = new Random(seed);
        List<Column> columns = new ArrayList<>(columns(new RandomLiterals(random)));
        // The mask of a value is that of its text, which both ways must agree on.
        columns.addAll(columns.stream()
                .map(column -> new Column(MASKED + column.name(), column.type(), column.literals()))
                .toList());
        SourceFixture db = database();
        prepare();
        db.execute("CREATE TABLE every_type (id INT PRIMARY KEY, "
                + columns.stream()
                        .map(column -> column.name() + " " + column.type())
                        .collect(Collectors.joining(", "))
                + ")");
        SourceSettings settings = db.settings(db.address(), Map.of(db.table("every_type"), rules(columns)));
        HeardEvents heard = new HeardEvents();
        try (ChangeStream stream = db.source(settings).open(Optional.empty(), heard)) {
            heard.watch(stream.ended());
            for (int first = 0; first < ROWS; first += ROWS_A_STATEMENT) {
                db.execute(insert(columns, first, random));
            }
            heard.awaitReached(db.now());
        }
        assertThat(heard.of(ChangeEvent.Unreadable.class)).as("seed %d", seed).isEmpty();
        Map<Object, Object[]> streamed = heard.of(Insert.class).stream()
                .map(Insert::row)
                .collect(Collectors.toMap(row -> row[0], row -> row, (one, other) -> other, TreeMap::new));
        assertThat(streamed).hasSize(ROWS);
        assertEqual(loaded(settings, db, rules(columns)), streamed, columns, seed);
    }

    private static TableRules rules(List<Column> columns) {
        Map<String, ColumnMask> masks = columns.stream()
                .map(Column::name)
                .filter(name -> name.startsWith(MASKED))
                .collect(Collectors.toMap(name -> name, name -> ColumnMask.HMAC_SHA256));
        return new TableRules(TableMode.UPSERT, List.of(), Set.of(), masks);
    }

    private static String insert(List<Column> columns, int first, Random random) {
        List<String> rows = new ArrayList<>();
        for (int id = first; id < first + ROWS_A_STATEMENT; id++) {
            rows.add(columns.stream()
                    .map(column ->
                            random.nextInt(12) == 0 ? "NULL" : column.literals().get())
                    .collect(Collectors.joining(", ", "(" + id + ", ", ")")));
        }
        return "INSERT INTO every_type VALUES " + String.join(", ", rows);
    }

    private List<Object[]> loaded(SourceSettings settings, SourceFixture db, TableRules rules) throws Exception {
        List<Object[]> rows = new ArrayList<>();
        try (SourceDatabase source = open(settings)) {
            TableLayout layout = TableReads.layout(source, db.table("every_type"), rules);
            for (var chunk : TableReads.chunks(source.reader(), layout)) {
                source.reader().readChunk(layout, chunk, row -> rows.add(row.clone()));
            }
        }
        return rows;
    }

    private static void assertEqual(
            List<Object[]> loaded, Map<Object, Object[]> streamed, List<Column> columns, long seed) {
        assertThat(loaded).hasSize(ROWS);
        List<String> different = new ArrayList<>();
        for (Object[] row : loaded) {
            Object[] other = streamed.get(row[0]);
            for (int i = 0; i < columns.size(); i++) {
                Object read = row[i + 1];
                Object heard = other[i + 1];
                if (read == null ? heard != null : !read.equals(heard)) {
                    different.add(columns.get(i) + " of row " + row[0] + " is loaded as " + described(read)
                            + " and streamed as " + described(heard));
                }
            }
        }
        assertThat(different).as("seed %d", seed).isEmpty();
    }

    private static String described(Object value) {
        return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
    }
}
