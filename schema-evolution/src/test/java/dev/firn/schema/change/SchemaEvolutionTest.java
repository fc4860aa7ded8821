package dev.firn.schema.change;

import static dev.firn.schema.layout.SampleLayouts.optional;
import static dev.firn.schema.layout.SampleLayouts.required;
import static dev.firn.schema.layout.SampleLayouts.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.schema.change.SchemaChange.AddColumn;
import dev.firn.schema.change.SchemaChange.DropColumn;
import dev.firn.schema.change.SchemaChange.Incompatible;
import dev.firn.schema.change.SchemaChange.RelaxColumn;
import dev.firn.schema.change.SchemaChange.WidenColumn;
import dev.firn.schema.layout.LakeColumn;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaEvolutionTest {

    private static final Type INT = Types.IntegerType.get();
    private static final Type LONG = Types.LongType.get();
    private static final Type STRING = Types.StringType.get();
    private static final LakeColumn ID = required("id", LONG);

    private MemoryTables tables;
    private Table table;

    @BeforeEach
    void createTable() {
        tables = new MemoryTables();
        table = tables.create(upsert(ID, required("n", INT), optional("note", STRING)));
    }

    @AfterEach
    void closeTables() {
        tables.close();
    }

    @Test
    void addsWidensRelaxesAndDrops() {
        assertThat(evolve(
                        new AddColumn(required("dotted.name", STRING)),
                        new WidenColumn("n", INT, LONG),
                        new RelaxColumn("n"),
                        new DropColumn("note")))
                .isTrue();

        assertThat(table.schema().columns())
                .containsExactly(
                        NestedField.required(1, "id", LONG),
                        NestedField.optional(2, "n", LONG),
                        NestedField.optional(4, "dotted.name", STRING));
        assertThat(table.schema().identifierFieldNames()).containsExactly("id");
    }

    @Test
    void whatIsDoneAlreadyChangesNothing() {
        Schema before = table.schema();

        assertThat(evolve(
                        new AddColumn(optional("note", STRING)),
                        new AddColumn(optional("id", INT)),
                        new WidenColumn("id", INT, LONG),
                        new WidenColumn("missing", INT, LONG),
                        new RelaxColumn("note"),
                        new RelaxColumn("missing"),
                        new DropColumn("missing")))
                .isFalse();
        assertThat(evolve()).isFalse();
        assertThat(table.schema().sameSchema(before)).isTrue();
    }

    @Test
    void anAdditionWidensTheColumnThatIsThere() {
        evolve(new AddColumn(optional("n", LONG)));

        assertThat(table.schema().findType("n")).isEqualTo(LONG);
    }

    @Test
    void changesOfOneColumnBuildOnEachOther() {
        evolve(new AddColumn(optional("a", INT)), new WidenColumn("a", INT, LONG), new AddColumn(optional("a", LONG)));

        assertThat(table.schema().findField("a")).isEqualTo(NestedField.optional(4, "a", LONG));
    }

    @Test
    void aLaterDropVoidsWhatCameBefore() {
        evolve(
                new RelaxColumn("n"),
                new WidenColumn("n", INT, LONG),
                new DropColumn("n"),
                new AddColumn(optional("brief", INT)),
                new DropColumn("brief"));

        assertThat(table.schema().columns()).extracting(NestedField::name).containsExactly("id", "note");
    }

    @Test
    void aColumnDroppedAndAddedIsANewOne() {
        evolve(new DropColumn("note"), new AddColumn(optional("note", INT)));

        assertThat(table.schema().findField("note")).isEqualTo(NestedField.optional(4, "note", INT));
    }

    @Test
    void refusesWhatItWasNotPlannedFor() {
        assertThatThrownBy(() -> evolve(new WidenColumn("note", INT, LONG)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column note: it is string");
        assertThatThrownBy(() -> evolve(new AddColumn(optional("note", INT))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("planned for another schema");
        assertThatThrownBy(() -> evolve(new Incompatible("n", "column n became text")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column n became text");
    }

    private boolean evolve(SchemaChange... changes) {
        UpdateSchema update = table.updateSchema();
        boolean changed = SchemaEvolution.apply(update, List.of(changes));
        update.commit();
        table.refresh();
        return changed;
    }
}
