package dev.firn.engine.source.debezium;

import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** A table's definition as the connector tells it with the statement that made it. */
final class MysqlDefinitions {

    private MysqlDefinitions() {}

    /** The table, with a key of which columns may allow null. */
    static SourceTable table(TableId id, Struct table) {
        List<SourceColumn> columns = new ArrayList<>();
        List<Struct> told = table.getArray("columns");
        for (Struct column : told) {
            columns.add(new SourceColumn(
                    column.getString("name"),
                    MysqlTypeNames.type(
                            column.getString("typeName"),
                            orUnspecified(column.getInt32("length")),
                            orUnspecified(column.getInt32("scale"))),
                    Boolean.TRUE.equals(column.getBoolean("optional"))));
        }
        List<String> key = table.getArray("primaryKeyColumnNames");
        return new SourceTable(id, columns, key == null ? List.of() : key);
    }

    private static int orUnspecified(@Nullable Integer number) {
        return number == null ? SourceType.UNSPECIFIED : number;
    }
}
