package dev.firn.app.readers;

import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.change.ColumnPolicy.Backfill;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.sink.catalog.DeleteKind;
import dev.firn.sink.catalog.Partitioning;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type.TypeID;

/** What a replicated table has, or will come to have, that an engine must read. */
public final class TableFeatures {

    private static final int WITH_DEFAULTS = 3;

    private TableFeatures() {}

    /** The features of the Iceberg table that Firn makes of a layout. */
    public static Set<Feature> of(
            TableLayout layout,
            Partitioning partitioning,
            ColumnPolicy columns,
            DeleteKind deletes,
            int formatVersion) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        layout.columns().forEach(column -> ofType(column.type().typeId(), features));
        if (formatVersion >= WITH_DEFAULTS) {
            features.add(Feature.FORMAT_3);
        }
        if (layout.mode() != TableMode.UPSERT) {
            return features;
        }
        features.add(WriteFormat.deleteFeature(deletes, formatVersion));
        Set<String> key = Set.copyOf(layout.keyNames());
        if (deletes == DeleteKind.EQUALITY
                && !key.containsAll(partitioning.fields().stream()
                        .map(Partitioning.Field::column)
                        .collect(Collectors.toSet()))) {
            features.add(Feature.GLOBAL_EQUALITY_DELETES);
        }
        if (formatVersion >= WITH_DEFAULTS && columns.backfill() != Backfill.ALWAYS) {
            features.add(Feature.COLUMN_DEFAULTS);
        }
        for (int index : layout.key()) {
            LakeColumn column = layout.columns().get(index);
            if (column.type().typeId() == TypeID.UUID) {
                features.add(Feature.UUID_KEY);
            }
        }
        return features;
    }

    private static void ofType(TypeID type, Set<Feature> features) {
        switch (type) {
            case TIME -> features.add(Feature.TIME);
            case TIMESTAMP_NANO -> features.add(Feature.TIMESTAMP_NANO);
            case VARIANT -> features.add(Feature.VARIANT);
            default -> {
                // Every engine has it.
            }
        }
    }
}
