package dev.firn.schema.layout;

import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.types.Type;

/** Layouts for tests, said in a line. */
public final class SampleLayouts {

    public static final TableId TABLE = new TableId("shop", "orders");

    private SampleLayouts() {}

    public static LakeColumn required(String name, Type type) {
        return new LakeColumn(name, type, true);
    }

    public static LakeColumn optional(String name, Type type) {
        return new LakeColumn(name, type, false);
    }

    /** A layout whose key is its first column. */
    public static TableLayout upsert(LakeColumn... columns) {
        return new TableLayout(TABLE, List.of(columns), List.of(0), TableMode.UPSERT);
    }

    /** A changelog without a key. */
    public static TableLayout changelog(LakeColumn... columns) {
        List<LakeColumn> all = new ArrayList<>(List.of(columns));
        Arrays.stream(ChangelogColumn.values()).map(ChangelogColumn::column).forEach(all::add);
        return new TableLayout(TABLE, all, List.of(), TableMode.CHANGELOG);
    }
}
