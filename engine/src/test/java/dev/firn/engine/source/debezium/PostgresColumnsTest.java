package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.event.TransactionId;
import dev.firn.engine.source.NumberedColumns;
import dev.firn.engine.source.NumberedColumns.Column;
import dev.firn.engine.source.NumberedColumns.Standing;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.debezium.Lineages.Traced;
import dev.firn.engine.source.postgres.PostgresPosition;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnLineage.OldRows;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A log that is behind the catalog. */
class PostgresColumnsTest {

    private static final TableId TABLE = new TableId("shop", "t");

    private final Catalog catalog = new Catalog();

    /** One table, as it is now. */
    private static final class Catalog implements SourceCatalog {

        private NumberedColumns now = numbered("1", 10, 100, "id", "a", "b");

        @Override
        public List<SourceTable> tables() {
            return List.of();
        }

        @Override
        public Optional<SourceTable> table(TableId table) {
            return Optional.empty();
        }

        @Override
        public Map<TableId, NumberedColumns> numberedColumns() {
            return Map.of(TABLE, now);
        }

        @Override
        public Optional<NumberedColumns> numberedColumns(TableId table) {
            return Optional.of(now);
        }

        @Override
        public void close() {}
    }

    /** @param createdBy the transaction that made the table */
    private static NumberedColumns numbered(String table, long createdBy, long seenAt, String... names) {
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(new Column(columns.size() + 1, name, Standing.PLAIN, new OldRows.Empty(), createdBy));
        }
        return new NumberedColumns(table, List.of(createdBy, 1L), columns, new PostgresPosition(seenAt));
    }

    private static Traced show(PostgresColumns columns, long transaction, String... names) {
        List<SourceColumn> shown = Arrays.stream(names)
                .map(name -> new SourceColumn(name, SourceType.of("int4"), true))
                .toList();
        return columns.of(new SourceTable(TABLE, shown, List.of("id")), new TransactionId(Long.toString(transaction)));
    }

    @Test
    void columnsAreToldByTheirNumbers() {
        PostgresColumns columns = PostgresColumns.asTheyAre(catalog);

        Traced traced = show(columns, 20, "id", "a", "b");

        assertThat(traced.lineage()).isEqualTo(new ColumnLineage.FirstSight());
        assertThat(traced.numbers()).isEqualTo(new ColumnNumbers("1", Map.of("id", 1, "a", 2, "b", 3)));
    }

    @Test
    void rowsOfATableThatHadTheNameBeforeShowNothingOfTheOneThatHasIt() {
        catalog.now = numbered("2", 30, 200, "id", "b", "a");
        PostgresColumns columns = PostgresColumns.asTheyAre(catalog);
        columns.reached(new PostgresPosition(150));

        Traced former = show(columns, 20, "id", "a", "b");
        columns.reached(new PostgresPosition(250));
        Traced present = show(columns, 40, "id", "b", "a");

        assertThat(former.lineage()).isEqualTo(new ColumnLineage.Unknown());
        assertThat(former.numbers()).isNull();
        assertThat(present.lineage()).isEqualTo(ColumnLineage.BY_NAME);
        assertThat(present.numbers()).isEqualTo(new ColumnNumbers("2", Map.of("id", 1, "b", 2, "a", 3)));
    }
}
