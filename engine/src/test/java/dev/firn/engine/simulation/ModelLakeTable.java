package dev.firn.engine.simulation;

import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.simulation.ModelLake.Files.Incomplete;
import dev.firn.schema.change.ColumnDefaults;
import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.change.CommentChanges;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.change.SchemaPlanner;
import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** A table of the model lake: its schema, and the rows that readers see. */
final class ModelLakeTable {

    private final Map<String, NestedField> fields = new LinkedHashMap<>();
    private Set<String> identifiers;
    private String comment = "";
    private int lastFieldId;
    private List<Placed> rows = new ArrayList<>();
    private long newestCheckpoint;
    private long snapshot;

    /** A row and where it is. */
    private record Placed(String place, Map<Integer, @Nullable Object> values) {

        static List<Placed> in(StagedFiles staged, ModelLake lake) {
            List<Placed> placed = new ArrayList<>();
            for (Map<Integer, @Nullable Object> row : lake.read(staged).rows()) {
                placed.add(new Placed(staged.dataManifests().get(0) + "#" + placed.size(), row));
            }
            return placed;
        }
    }

    ModelLakeTable(TableLayout layout) {
        Schema schema = LakeSchemas.initial(layout);
        schema.columns().forEach(field -> fields.put(field.name(), field));
        identifiers = schema.identifierFieldNames();
        lastFieldId = schema.highestFieldId();
    }

    Schema schema() {
        Set<Integer> ids = new HashSet<>();
        identifiers.forEach(name -> ids.add(field(name).fieldId()));
        return new Schema(List.copyOf(fields.values()), ids);
    }

    private NestedField field(String name) {
        NestedField field = fields.get(name);
        if (field == null) {
            throw new AssertionError("The lake's table has no column " + name);
        }
        return field;
    }

    /** The columns that come from the source. */
    List<String> ownColumns() {
        List<String> names = new ArrayList<>(fields.keySet());
        for (ChangelogColumn column : ChangelogColumn.values()) {
            names.remove(column.column().name());
        }
        return names;
    }

    long newestCheckpoint() {
        return newestCheckpoint;
    }

    void apply(List<? extends SchemaChange> changes) {
        for (SchemaChange change : changes) {
            if (change instanceof SchemaChange.AddColumn add) {
                add(add.added(), add.inOldRows());
            } else if (change instanceof SchemaChange.WidenColumn widen) {
                retype(widen.column(), widen.to());
            } else if (change instanceof SchemaChange.RelaxColumn relax) {
                NestedField field = field(relax.column());
                fields.put(relax.column(), NestedField.from(field).asOptional().build());
            } else if (change instanceof SchemaChange.DropColumn drop) {
                fields.remove(drop.column());
            } else if (change instanceof SchemaChange.MoveColumn move) {
                move(move.column(), move.after());
            } else {
                throw new AssertionError("Not to be applied: " + change);
            }
        }
    }

    /** What it says of itself and of its columns. */
    TableDefinition definition() {
        Map<String, TableDefinition.ColumnDefinition> columns = new HashMap<>();
        fields.forEach((name, field) -> columns.put(
                name, new TableDefinition.ColumnDefinition(field.doc() == null ? "" : field.doc(), "", "")));
        return new TableDefinition(comment, columns);
    }

    private void describe(CommentChanges comments) {
        comment = comments.table() == null ? comment : comments.table();
        fields.replaceAll((name, field) -> {
            String doc = comments.columns().get(name);
            return doc == null ? field : NestedField.from(field).withDoc(doc).build();
        });
    }

    private void move(String column, @Nullable String after) {
        Map<String, NestedField> before = new LinkedHashMap<>(fields);
        NestedField moved = field(column);
        fields.clear();
        before.remove(column);
        if (after == null) {
            fields.put(column, moved);
        }
        before.forEach((name, field) -> {
            fields.put(name, field);
            if (name.equals(after)) {
                fields.put(column, moved);
            }
        });
    }

    private void add(LakeColumn column, @Nullable Object inOldRows) {
        if (!fields.containsKey(column.name())) {
            lastFieldId++;
            NestedField field = NestedField.optional(lastFieldId, column.name(), column.type());
            fields.put(
                    column.name(),
                    inOldRows == null
                            ? field
                            : NestedField.from(field)
                                    .withInitialDefault(ColumnDefaults.literal(column.type(), inOldRows)
                                            .orElseThrow())
                                    .build());
        }
    }

    private void retype(String name, Type type) {
        fields.put(name, NestedField.from(field(name)).ofType(type).build());
    }

    void reshape(TableLayout layout) {
        for (LakeColumn column : layout.columns()) {
            var only = new TableLayout(layout.table(), layout.columns(), layout.key(), layout.mode());
            boolean hurts = SchemaPlanner.plan(only, schema(), ColumnPolicy.DEFAULT).incompatible().stream()
                    .anyMatch(found -> found.column().equals(column.name()));
            if (hurts) {
                fields.remove(column.name());
                lastFieldId++;
                fields.put(
                        column.name(),
                        column.required()
                                ? NestedField.required(lastFieldId, column.name(), column.type())
                                : NestedField.optional(lastFieldId, column.name(), column.type()));
            }
        }
        identifiers = Set.copyOf(LakeSchemas.identifierNames(layout));
    }

    /** Applies the steps, each to what the steps before it left. */
    void commit(TableCommit commit, ModelLake lake) {
        newestCheckpoint = commit.checkpoint().number();
        snapshot++;
        Iterator<Resolution.Run> runs = commit.resolution() == null
                ? Collections.emptyIterator()
                : commit.resolution().runs().iterator();
        boolean isPlaced = commit.resolution() != null;
        boolean inRun = false;
        for (TableCommit.Step step : commit.steps()) {
            if (step instanceof TableCommit.Step.Rename rename) {
                rename(rename.columns());
            } else if (step instanceof TableCommit.Step.Describe describe) {
                describe(describe.comments());
            } else if (step instanceof TableCommit.Step.Replace replace) {
                inRun = endRun(inRun, runs, lake);
                rows = new ArrayList<>();
                replace.content().forEach(files -> rows.addAll(Placed.in(files, lake)));
            } else if (step instanceof TableCommit.Step.Apply apply) {
                inRun = isPlaced;
                if (!isPlaced) {
                    delete(rows, lake.read(apply.generation()).deletedKeys());
                }
                rows.addAll(Placed.in(apply.generation(), lake));
            }
        }
        endRun(inRun, runs, lake);
    }

    /** All rows of generations that follow each other are there: those go that were looked up. */
    private boolean endRun(boolean inRun, Iterator<Resolution.Run> runs, ModelLake lake) {
        if (inRun) {
            Set<String> gone = lake.read(runs.next().deletes()).deletedPlaces();
            rows.removeIf(row -> gone.contains(row.place()));
        }
        return false;
    }

    /**
     * The commit with rows that have all values.
     *
     * @param present the source's rows by field id, for rows that the table does not have
     */
    TableCommit complete(
            TableCommit commit,
            ModelLake lake,
            BiFunction<StagedFiles, Incomplete, @Nullable Map<Integer, @Nullable Object>> present) {
        List<Placed> before = new ArrayList<>(rows);
        List<TableCommit.Step> steps = new ArrayList<>();
        for (TableCommit.Step step : commit.steps()) {
            TableCommit.Step done = step;
            if (step instanceof TableCommit.Step.Replace replace) {
                before = new ArrayList<>();
                for (StagedFiles content : replace.content()) {
                    before.addAll(Placed.in(content, lake));
                }
            } else if (step instanceof TableCommit.Step.Apply apply) {
                ModelLake.Files files = lake.read(apply.generation());
                List<Map<Integer, @Nullable Object>> whole = new ArrayList<>(files.rows());
                for (Incomplete row : files.incomplete()) {
                    List<Placed> old = delete(new ArrayList<>(before), List.of(row.formerKey()));
                    Map<Integer, @Nullable Object> known =
                            old.size() == 1 ? old.get(0).values() : present.apply(apply.generation(), row);
                    if (known != null) {
                        Map<Integer, @Nullable Object> completed = new HashMap<>(row.row());
                        row.missing().forEach(id -> completed.put(id, value(known, schema().findField(id))));
                        whole.add(completed);
                    }
                }
                StagedFiles complete = files.incomplete().isEmpty()
                        ? apply.generation()
                        : lake.write(new ModelLake.Files(whole, files.deletedKeys()));
                delete(before, files.deletedKeys());
                before.addAll(Placed.in(complete, lake));
                done = new TableCommit.Step.Apply(complete);
            }
            steps.add(done);
        }
        return new TableCommit(
                commit.table(), commit.checkpoint(), commit.position(), commit.sourceTimestamp(), steps, null);
    }

    /** Where the rows are that a commit would delete now. */
    Resolution resolve(TableCommit commit, ModelLake lake) {
        List<Placed> present = new ArrayList<>(rows);
        List<Resolution.Run> runs = new ArrayList<>();
        Set<String> gone = null;
        for (TableCommit.Step step : commit.steps()) {
            if (step instanceof TableCommit.Step.Replace replace) {
                gone = list(gone, runs, lake);
                present = new ArrayList<>();
                for (StagedFiles content : replace.content()) {
                    present.addAll(Placed.in(content, lake));
                }
            } else if (step instanceof TableCommit.Step.Apply apply) {
                gone = gone == null ? new HashSet<>() : gone;
                for (Placed row : delete(present, lake.read(apply.generation()).deletedKeys())) {
                    gone.add(row.place());
                }
                present.addAll(Placed.in(apply.generation(), lake));
            }
        }
        list(gone, runs, lake);
        return new Resolution(snapshot, 0, 2, runs);
    }

    private static @Nullable Set<String> list(@Nullable Set<String> gone, List<Resolution.Run> runs, ModelLake lake) {
        if (gone != null) {
            runs.add(new Resolution.Run(lake.write(new ModelLake.Files(List.of(), List.of(), gone)), List.of()));
        }
        return null;
    }

    long snapshot() {
        return snapshot;
    }

    /** The same rows in other places. */
    void compact() {
        snapshot++;
        List<Placed> moved = new ArrayList<>();
        rows.forEach(row -> moved.add(new Placed("compacted-" + snapshot + "#" + moved.size(), row.values())));
        rows = moved;
    }

    private void rename(PendingRenames renames) {
        Set<Integer> key = schema().identifierFieldIds();
        List<NestedField> before = List.copyOf(fields.values());
        fields.clear();
        identifiers = new HashSet<>();
        for (NestedField field : before) {
            String name = renames.names().getOrDefault(field.fieldId(), field.name());
            if (!renames.removed().contains(field.fieldId())) {
                NestedField renamed = NestedField.from(field).withName(name).build();
                if (fields.putIfAbsent(name, renamed) != null) {
                    throw new AssertionError("Two columns are called " + name);
                }
                if (key.contains(field.fieldId())) {
                    identifiers.add(name);
                }
            }
        }
    }

    private static List<Placed> delete(List<Placed> rows, List<Map<Integer, @Nullable Object>> keys) {
        List<Placed> deleted = new ArrayList<>();
        Map<Set<Integer>, Set<Map<Integer, @Nullable Object>>> goneByColumns = new HashMap<>();
        keys.forEach(key -> goneByColumns
                .computeIfAbsent(key.keySet(), columns -> new HashSet<>())
                .add(key));
        goneByColumns.forEach((columns, gone) -> rows.removeIf(row -> {
            Map<Integer, @Nullable Object> key = new LinkedHashMap<>(row.values());
            key.keySet().retainAll(columns);
            if (gone.contains(key)) {
                deleted.add(row);
                return true;
            }
            return false;
        }));
        return deleted;
    }

    /** Its rows, by the names of the columns that it has now. */
    List<Map<String, @Nullable Object>> read() {
        List<Map<String, @Nullable Object>> read = new ArrayList<>();
        for (Placed row : rows) {
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            fields.values().forEach(field -> named.put(field.name(), value(row.values(), field)));
            read.add(named);
        }
        return read;
    }

    /** A row that lacks a column has its default. */
    private static @Nullable Object value(Map<Integer, @Nullable Object> row, NestedField field) {
        return row.containsKey(field.fieldId()) ? row.get(field.fieldId()) : field.initialDefault();
    }
}
