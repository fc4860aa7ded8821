package dev.firn.schema.change;

import dev.firn.schema.change.SchemaChange.AddColumn;
import dev.firn.schema.change.SchemaChange.DropColumn;
import dev.firn.schema.change.SchemaChange.MoveColumn;
import dev.firn.schema.change.SchemaChange.RelaxColumn;
import dev.firn.schema.change.SchemaChange.WidenColumn;
import dev.firn.schema.layout.Promotion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Carries changes out on an Iceberg table. A change that the table has already seen changes nothing: the column is there, wide
 * enough, optional, or gone.
 *
 * <p>That holds for the changes of one plan, applied any number of times. A drop from a plan that is long past must not be
 * kept and applied again, since the column may have come back: plan anew instead.
 */
public final class SchemaEvolution {

    private final UpdateSchema update;

    private SchemaEvolution(UpdateSchema update) {
        this.update = update;
    }

    /**
     * Adds changes to an update, which the caller commits.
     *
     * @param update a fresh update of the table
     * @param changes what to do, in order
     * @return whether the update changes anything; if not, it need not be committed
     * @throws IllegalArgumentException if a change is {@link SchemaChange.Incompatible} or the table's schema is not one that the
     *     changes were planned for
     */
    public static boolean apply(UpdateSchema update, List<? extends SchemaChange> changes) {
        Schema before = update.apply();
        SchemaEvolution evolution = new SchemaEvolution(update);
        Map<String, Integer> lastDrops = lastDrops(changes);
        for (int index = 0; index < changes.size(); index++) {
            SchemaChange change = changes.get(index);
            // Iceberg refuses to drop a column that the same update changes.
            if (lastDrops.getOrDefault(change.column(), -1) <= index) {
                evolution.apply(change);
            }
        }
        return !before.sameSchema(update.apply());
    }

    private static Map<String, Integer> lastDrops(List<? extends SchemaChange> changes) {
        Map<String, Integer> last = new HashMap<>();
        for (int index = 0; index < changes.size(); index++) {
            if (changes.get(index) instanceof DropColumn drop) {
                last.put(drop.column(), index);
            }
        }
        return last;
    }

    private void apply(SchemaChange change) {
        NestedField field = field(change.column());
        if (change instanceof AddColumn add) {
            add(add, field);
        } else if (change instanceof WidenColumn widen) {
            if (field != null) {
                widen(field, widen.to());
            }
        } else if (change instanceof RelaxColumn relax) {
            if (field != null && field.isRequired()) {
                update.makeColumnOptional(relax.column());
            }
        } else if (change instanceof DropColumn drop) {
            if (field != null) {
                update.deleteColumn(drop.column());
            }
        } else if (change instanceof MoveColumn move) {
            if (field != null) {
                move(move);
            }
        } else {
            throw new IllegalArgumentException("Cannot evolve the table: " + change.describe());
        }
    }

    private void add(AddColumn add, @Nullable NestedField field) {
        if (field == null) {
            // With the parent named, if only as none, a dot in the name is a dot.
            update.addColumn(null, add.column(), add.added().type(), null, ColumnDefaults.of(add));
        } else {
            widen(field, add.added().type());
        }
    }

    private void move(MoveColumn move) {
        if (move.after() == null) {
            update.moveFirst(move.column());
        } else if (field(move.after()) != null) {
            update.moveAfter(move.column(), move.after());
        }
    }

    private void widen(NestedField field, Type to) {
        if (Promotion.isAllowed(to, field.type())) {
            return;
        }
        if (!Promotion.isAllowed(field.type(), to)) {
            throw new IllegalArgumentException("Cannot evolve column " + field.name() + ": it is " + field.type()
                    + ", not a type" + " that grows to " + to + "; the changes were planned for another schema");
        }
        update.updateColumn(field.name(), to.asPrimitiveType());
    }

    /** The column as the update leaves it so far. */
    private @Nullable NestedField field(String name) {
        for (NestedField field : update.apply().columns()) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        return null;
    }
}
