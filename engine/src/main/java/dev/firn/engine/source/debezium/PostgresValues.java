package dev.firn.engine.source.debezium;

import dev.firn.engine.decode.RawValues;
import dev.firn.schema.source.SourceType;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Every column of PostgreSQL as the text that the server printed. The connector makes it by its class name.
 *
 * <p>It replaces the connector's own conversions for four reasons: those parse values on the one thread that limits the stream; fill an
 * unknown value of a column that allows no null with a zero; put a text where a large value did not change, which a user's
 * value may equal; and answer a value that they cannot convert with null and a line in the log. What the text becomes is
 * {@link PostgresText}'s, on the translator's thread, where what cannot be converted stops its table alone (I6). Hot.
 */
public final class PostgresValues implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /** The property that says that texts may be no UTF-8. */
    static final String ANY_ENCODING = "any.encoding";

    /** What the connector puts where bytes are no UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private boolean anyEncoding;

    @Override
    public void configure(Properties properties) {
        anyEncoding = Boolean.parseBoolean(properties.getProperty(ANY_ENCODING));
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        SourceType type = PlainTextTypes.of(column);
        registration.register(
                ColumnSchemas.describe(SchemaBuilder.string(), type, column.isOptional()),
                anyEncoding ? PostgresValues::textInAnyEncoding : PostgresValues::text);
    }

    private static @Nullable Object text(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return value;
        }
        return isUnchanged(value) ? RawValues.UNCHANGED_TEXT : RawValues.UNREADABLE_TEXT;
    }

    private static @Nullable Object textInAnyEncoding(@Nullable Object value) {
        return value instanceof String text && text.indexOf(REPLACEMENT) >= 0 ? RawValues.NO_TEXT : text(value);
    }

    /** Stands in for a value that the update left as it was; the connector has one such object for each family of types. */
    private static boolean isUnchanged(Object value) {
        return value.getClass() == Object.class;
    }
}
