package dev.firn.engine.source.mysql;

import dev.firn.engine.decode.NumberText;
import dev.firn.engine.decode.UndecodableValueException;
import dev.firn.engine.source.jdbc.UnreadableValueException;
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
     * @throws UnreadableValueException if the type has no such number
     */
    static Object read(Type type, byte[] bytes, int from, int length) {
        // A column that is padded with zeros shows them.
        String text = new BigDecimal(new String(bytes, from, length, StandardCharsets.US_ASCII)).toPlainString();
        if (type.typeId() == TypeID.STRING) {
            return text;
        }
        try {
            return NumberText.read(type, text);
        } catch (UndecodableValueException e) {
            throw new UnreadableValueException(e);
        }
    }
}
