package dev.firn.sink.write;

import dev.firn.sink.catalog.WriteSettings;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/** Writes rows of an unpartitioned table to data files that are committed at once and need no listing. */
public final class RowAppend {

    private RowAppend() {}

    /** Writes the files; no rows, no files. */
    public static List<DataFile> write(
            WriteTarget target,
            WriteSettings settings,
            StageLabel label,
            Schema schema,
            List<@Nullable Object[]> rows) {
        FileStage stage = new FileStage(target, settings, label);
        if (!rows.isEmpty()) {
            stage.writeRows(schema, target.spec(), null, rows);
        }
        return stage.data();
    }
}
