package dev.firn.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CheckpointLog;
import dev.firn.engine.lake.Lake;
import dev.firn.engine.lake.LakeTables;
import dev.firn.engine.lake.Overtaken;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

/** A table that cannot grow to its load's layout gets new columns, by the pipeline's owner alone. */
class AdoptionTest {

    private static final Owner SELF = new Owner("host", 1, "first/2");
    private static final Schema PRESENT = new Schema(
            NestedField.required(1, "id", Types.LongType.get()), NestedField.optional(2, "a", Types.IntegerType.get()));
    private static final TableLayout RETYPED = new TableLayout(
            new TableId("shop", "orders"),
            List.of(
                    new LakeColumn("id", Types.LongType.get(), true),
                    new LakeColumn("a", Types.StringType.get(), false)),
            List.of(0),
            TableMode.UPSERT);

    private final List<String> done = new ArrayList<>();

    /** A lake whose newest checkpoint is of an owner, with a table that has another type than the layout. */
    private Adoption adoption(Owner newest) {
        LakeTables tables = stub(LakeTables.class, method -> {
            done.add(method);
            return switch (method) {
                case "open" -> PRESENT;
                case "reshape" ->
                    new Schema(
                            NestedField.required(1, "id", Types.LongType.get()),
                            NestedField.optional(3, "a", Types.StringType.get()));
                default -> null;
            };
        });
        CheckpointLog checkpoints = stub(CheckpointLog.class, method -> {
            assertThat(method)
                    .as("a look must not be what prepare compares with")
                    .isEqualTo("peek");
            return Optional.of(new PreparedCheckpoint(new CheckpointId(7), newest, "{}", List.of()));
        });
        Lake lake = stub(Lake.class, method -> method.equals("tables") ? tables : checkpoints);
        return new Adoption(lake, SELF, table -> ColumnPolicy.DEFAULT);
    }

    private interface Answer {
        Object to(String method);
    }

    private static <T> T stub(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (stub, method, arguments) -> answer.to(method.getName())));
    }

    @Test
    void theOwnerGivesTheTableNewColumnsInWhicheverOfItsRuns() {
        Adoption.Result.Adopted adopted =
                adoption(new Owner("host", 1, "first/1")).adoptForLoad(RETYPED);

        assertThat(adopted.columns().findField("a").fieldId()).isEqualTo(3);
        assertThat(done).containsExactly("open", "reshape", "readyForLoad");
    }

    /** The owner may be about to commit rows of the columns that would go. */
    @Test
    void i10_aProcessThatWasOvertakenTakesNoColumns() {
        Adoption overtaken = adoption(new Owner("other", 2, "second/1"));

        assertThatThrownBy(() -> overtaken.adoptForLoad(RETYPED))
                .isInstanceOf(Overtaken.class)
                .hasMessageContaining("shop.orders")
                .hasMessageContaining("process 2 on other");
        assertThat(done).containsExactly("open");
    }
}
