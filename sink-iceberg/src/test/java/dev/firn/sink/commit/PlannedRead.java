package dev.firn.sink.commit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.TypeUtil;

/**
 * Reads a table as engines do that are made of Iceberg's Java library: by its planner and its filters on row groups. In one thread, and with each file
 * of deletes read once, for Iceberg's own reader of records waits more than it reads.
 */
final class PlannedRead {

    private final Table table;
    private final Map<String, Set<List<Object>>> deletes = new HashMap<>();

    PlannedRead(Table table) {
        this.table = table;
    }

    /** The rows that match a filter. */
    void rows(Expression filter, Consumer<StructLike> consumer) {
        Evaluator evaluator = new Evaluator(table.schema().asStruct(), filter);
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().filter(filter).planFiles()) {
            for (FileScanTask task : tasks) {
                read(task.file().location(), table.schema(), task.residual(), row -> {
                    if (evaluator.eval(row) && !isDeleted(row, task)) {
                        consumer.accept(row);
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isDeleted(StructLike row, FileScanTask task) {
        return task.deletes().stream()
                .anyMatch(file -> deletes.computeIfAbsent(file.location(), location -> keys(file))
                        .contains(values(row, file.equalityFieldIds(), table.schema())));
    }

    private Set<List<Object>> keys(DeleteFile file) {
        Schema key = TypeUtil.select(table.schema(), new HashSet<>(file.equalityFieldIds()));
        Set<List<Object>> keys = new HashSet<>();
        read(
                file.location(),
                key,
                Expressions.alwaysTrue(),
                row -> keys.add(values(row, file.equalityFieldIds(), key)));
        return keys;
    }

    private static List<Object> values(StructLike row, List<Integer> fieldIds, Schema schema) {
        List<Object> values = new ArrayList<>();
        for (int id : fieldIds) {
            int position = schema.columns().indexOf(schema.findField(id));
            Object value = row.get(position, Object.class);
            values.add(value instanceof CharSequence text ? text.toString() : value);
        }
        return values;
    }

    private void read(String location, Schema schema, Expression filter, Consumer<StructLike> consumer) {
        try (CloseableIterable<StructLike> rows = Parquet.read(table.io().newInputFile(location))
                .project(schema)
                .filter(filter)
                .createReaderFunc(type -> InternalReader.create(schema, type))
                .build()) {
            rows.forEach(consumer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
