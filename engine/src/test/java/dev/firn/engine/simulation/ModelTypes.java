package dev.firn.engine.simulation;

import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.mapping.Layouts;
import dev.firn.schema.mapping.MappedType;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import org.apache.iceberg.types.Types;

/** The few types of the model database. */
final class ModelTypes {

    private ModelTypes() {}

    static MappedType map(SourceType type) {
        return switch (type.name()) {
            case "int" -> new MappedType.Supported(Types.IntegerType.get());
            case "bigint" -> new MappedType.Supported(Types.LongType.get());
            case "uuid" -> new MappedType.Supported(Types.UUIDType.get());
            case "text" -> new MappedType.Supported(Types.StringType.get());
            default -> new MappedType.Unsupported("the model has no such type");
        };
    }

    static TableLayout layout(SourceTable table) {
        LayoutResult result = Layouts.of(table, TableRules.DEFAULT, ModelTypes::map);
        return ((LayoutResult.Replicable) result).layout();
    }
}
