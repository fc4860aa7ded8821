package dev.firn.engine.source.mysql;

import dev.firn.engine.decode.NumberText;
import dev.firn.engine.source.jdbc.LogRule;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;

/** Exact numbers from the text protocol in another form than as the numbers that they are. */
final class ChosenNumber {

    private ChosenNumber() {}

    /**
     * The number as a value of a type.
     *
     * @throws dev.firn.engine.source.jdbc.UnreadableValueException if the type has no such number
     */
    static Object read(Type type, byte[] bytes, int from, int length) {
        // A column that is padded with zeros shows them.
        String text = new BigDecimal(new String(bytes, from, length, StandardCharsets.US_ASCII)).toPlainString();
        if (type.typeId() == TypeID.STRING) {
            return text;
        }
        return LogRule.read(number -> NumberText.read(type, number), text);
    }
}
