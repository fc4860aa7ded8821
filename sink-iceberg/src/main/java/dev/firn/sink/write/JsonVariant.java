package dev.firn.sink.write;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.firn.schema.mapping.VariantNumbers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.iceberg.variants.ShreddedObject;
import org.apache.iceberg.variants.ValueArray;
import org.apache.iceberg.variants.Variant;
import org.apache.iceberg.variants.VariantMetadata;
import org.apache.iceberg.variants.VariantValue;
import org.apache.iceberg.variants.Variants;

/**
 * The variant that says what a JSON text says: objects without the order of their members and with the last of those that share a name, numbers
 * by {@link VariantNumbers}. Whether there is one has been seen to when the row was decoded. Hot.
 */
final class JsonVariant {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final VariantMetadata names;

    private JsonVariant(JsonParser parser, VariantMetadata names) {
        this.parser = parser;
        this.names = names;
    }

    static Variant of(String json) {
        try {
            VariantMetadata names = names(json);
            try (JsonParser parser = JSON.createParser(json)) {
                parser.nextToken();
                return Variant.of(names, new JsonVariant(parser, names).value());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A row has a text that is no JSON", e);
        }
    }

    /** All names of members, which stand before the value that refers to them. */
    private static VariantMetadata names(String json) throws IOException {
        SortedSet<String> names = new TreeSet<>();
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                }
            }
        }
        return names.isEmpty() ? Variants.emptyMetadata() : Variants.metadata(names);
    }

    /** The value that begins with the present token. */
    private VariantValue value() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> Variants.of(parser.getText());
            case VALUE_TRUE -> Variants.of(true);
            case VALUE_FALSE -> Variants.of(false);
            case VALUE_NULL -> Variants.ofNull();
            default -> number(parser.getText());
        };
    }

    private VariantValue object() throws IOException {
        ShreddedObject object = Variants.object(names);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value());
        }
        return object;
    }

    private VariantValue array() throws IOException {
        ValueArray array = Variants.array();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value());
        }
        return array;
    }

    private static VariantValue number(String literal) {
        Number number = VariantNumbers.of(literal)
                .orElseThrow(() -> new IllegalArgumentException("A row has a number that no variant holds"));
        if (number instanceof BigDecimal decimal) {
            return Variants.of(decimal);
        }
        return number instanceof Double floating ? Variants.of(floating.doubleValue()) : whole(number.longValue());
    }

    /** In as few bytes as hold it. */
    private static VariantValue whole(long number) {
        if (number == (byte) number) {
            return Variants.of((byte) number);
        } else if (number == (short) number) {
            return Variants.of((short) number);
        }
        return number == (int) number ? Variants.of((int) number) : Variants.of(number);
    }
}
