package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.decode.Masking;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnLineage.OldRows;
import dev.firn.schema.change.ColumnLineage.Told;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.mapping.MysqlTypes;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.TableId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OldRowValuesTest {

    private static final SourceTable TABLE = new SourceTable(
            new TableId("shop", "orders"),
            List.of(
                    new SourceColumn("id", SourceType.of("int"), false),
                    new SourceColumn("country", SourceType.of("varchar", 50, SourceType.UNSPECIFIED), false)),
            List.of("id"));

    private final OldRowValues values = new OldRowValues(
            new MysqlTypes(), new Masking("secret".getBytes(StandardCharsets.UTF_8)), MysqlConstants::raw);

    private static Told adding(OldRows oldRows) {
        return new Told(
                Map.of("number", "id"), Set.of("note"), Map.of("country", oldRows), Map.of("price", "was rounded"));
    }

    private static TableRules masking(ColumnMask mask) {
        return new TableRules(TableMode.UPSERT, List.of(), Set.of(), Map.of("country", mask));
    }

    @Test
    void aConstantBecomesAValueAndNothingElseIsForgotten() {
        ColumnLineage filled = values.of(adding(new OldRows.Constant("N/A")), TABLE, TableRules.DEFAULT);
        assertThat(filled).isEqualTo(adding(new OldRows.Filled("N/A")));
    }

    @Test
    void aMaskedColumnsConstantIsMasked() {
        assertThat(values.of(adding(new OldRows.Constant("N/A")), TABLE, masking(ColumnMask.NULL)))
                .isEqualTo(adding(new OldRows.Empty()));
        assertThat(values.of(adding(new OldRows.Constant("N/A")), TABLE, masking(ColumnMask.REDACT)))
                .isInstanceOfSatisfying(
                        Told.class,
                        told -> assertThat(told.added())
                                .isNotEqualTo(adding(new OldRows.Filled("N/A")).added()));
    }

    @Test
    void whatOnlyTheSourceKnowsStaysSo() {
        Told computed = adding(new OldRows.Computed());
        assertThat(values.of(computed, TABLE, TableRules.DEFAULT)).isEqualTo(computed);
    }
}
