package dev.firn.app.demo.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.variants.Variant;
import org.apache.iceberg.variants.VariantArray;
import org.apache.iceberg.variants.VariantObject;
import org.apache.iceberg.variants.VariantPrimitive;
import org.apache.iceberg.variants.VariantValue;
import org.jspecify.annotations.Nullable;

/**
 * What JSON and variants say, as Java's maps, lists, texts, truth values and numbers, so that one can be held against the other: members
 * without an order, numbers by their value.
 */
public final class VariantContent {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int MAX_DIGITS = 38;

    /** JSON's null, for which a map has no place. */
    private enum Nothing {
        NULL
    }

    private VariantContent() {}

    /** What a text says; a text that is no JSON is unlike everything else. */
    public static Object of(String json) {
        try {
            return of(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            return new ValueKind.Unexpected("no JSON", json);
        }
    }

    private static Object of(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
            return members;
        }
        if (node.isArray()) {
            List<Object> elements = new ArrayList<>();
            node.forEach(element -> elements.add(of(element)));
            return elements;
        }
        if (node.isNumber()) {
            return number(node.decimalValue());
        }
        return node.isTextual() ? node.textValue() : node.isBoolean() ? (Object) node.booleanValue() : Nothing.NULL;
    }

    /** What a variant says. */
    public static Object of(Variant variant) {
        return of(variant.value());
    }

    private static Object of(VariantValue value) {
        if (value instanceof VariantObject object) {
            Map<String, Object> members = new TreeMap<>();
            object.fieldNames().forEach(name -> members.put(name, of(object.get(name))));
            return members;
        }
        if (value instanceof VariantArray array) {
            List<Object> elements = new ArrayList<>();
            for (int i = 0; i < array.numElements(); i++) {
                elements.add(of(array.get(i)));
            }
            return elements;
        }
        return primitive(((VariantPrimitive<?>) value).get());
    }

    private static Object primitive(@Nullable Object value) {
        if (value == null) {
            return Nothing.NULL;
        }
        return value instanceof Number number ? number(new BigDecimal(number.toString())) : value;
    }

    /** By value; what no decimal holds as the nearest double. */
    private static Object number(BigDecimal value) {
        BigDecimal number = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        boolean isDecimal = number.scale() <= MAX_DIGITS && (long) number.precision() - number.scale() <= MAX_DIGITS;
        return isDecimal ? number : (Object) number.doubleValue();
    }
}
