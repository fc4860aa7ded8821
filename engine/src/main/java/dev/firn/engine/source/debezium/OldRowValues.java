package dev.firn.engine.source.debezium;

import dev.firn.engine.decode.ConstantDecoder;
import dev.firn.engine.decode.Masking;
import dev.firn.engine.decode.UndecodableValueException;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnLineage.OldRows;
import dev.firn.schema.change.ColumnLineage.Told;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.mapping.ColumnTypes;
import dev.firn.schema.mapping.MappedType.Supported;
import dev.firn.schema.mapping.TypeMapping;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of the constants that definitions tell of old rows what rows of the layout have: values, and masked. */
final class OldRowValues {

    private static final Logger LOG = LoggerFactory.getLogger(OldRowValues.class);

    private final TypeMapping types;
    private final Masking masking;
    private final Constants constants;

    /** How a definition's text becomes a value of the log. */
    @FunctionalInterface
    interface Constants {
        /**
         * The value in the log's raw form; empty if the text does not say for sure what rows have.
         *
         * @param source the column's type
         * @param type what it becomes
         */
        Optional<Object> raw(SourceType source, Type type, String text);
    }

    OldRowValues(TypeMapping types, Masking masking, Constants constants) {
        this.types = types;
        this.masking = masking;
        this.constants = constants;
    }

    /** The lineage with values in place of the constants; one that cannot be told stays as it is, and rows have to be read for it. */
    ColumnLineage of(ColumnLineage lineage, SourceTable table, TableRules rules) {
        if (!(lineage instanceof Told told)
                || told.added().values().stream().noneMatch(OldRows.Constant.class::isInstance)) {
            return lineage;
        }
        Map<String, SourceColumn> columns =
                table.columns().stream().collect(Collectors.toMap(SourceColumn::name, Function.identity()));
        Map<String, OldRows> added = new HashMap<>();
        told.added().forEach((name, oldRows) -> {
            SourceColumn column = columns.get(name);
            added.put(
                    name,
                    column != null && oldRows instanceof OldRows.Constant constant
                            ? value(column, constant, rules)
                            : oldRows);
        });
        return told.filling(added);
    }

    private OldRows value(SourceColumn column, OldRows.Constant constant, TableRules rules) {
        ColumnMask mask = rules.masks().get(column.name());
        if (mask == ColumnMask.NULL) {
            return new OldRows.Empty();
        }
        if (!(ColumnTypes.of(column, rules, types) instanceof Supported supported)) {
            return constant;
        }
        try {
            Optional<Object> raw = constants.raw(column.type(), supported.type(), constant.text());
            if (raw.isEmpty()) {
                return constant;
            }
            return ConstantDecoder.decode(supported.type(), raw.get(), mask == null ? null : masking.operator(mask))
                    .<OldRows>map(OldRows.Filled::new)
                    .orElseGet(OldRows.Empty::new);
        } catch (UndecodableValueException | RuntimeException e) {
            // A catalog tells of the column as it is now: it may have had another type when rows were changed.
            LOG.debug("The default of column {} is no value of {}", column.name(), column.type(), e);
            return constant;
        }
    }
}
