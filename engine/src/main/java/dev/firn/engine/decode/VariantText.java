package dev.firn.engine.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.firn.schema.mapping.VariantNumbers;
import java.io.IOException;

/**
 * JSON that is to become a variant. Rows have it as its text, and the writer of files makes the variant of it; here it is seen to that there is
 * one. What is read from the log and what is read by a query pass through here alike.
 */
public final class VariantText {

    private static final int MAX_DEPTH = 1_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private VariantText() {}

    /**
     * The text, if there is a variant that says the same.
     *
     * @throws UndecodableValueException if there is none; the message completes "column x holds …"
     */
    public static String read(String text) throws UndecodableValueException {
        try (JsonParser parser = JSON.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                check(token, parser);
            }
            return text;
        } catch (StreamConstraintsException e) {
            throw misfit("JSON of more than " + MAX_DEPTH + " levels");
        } catch (IOException e) {
            throw misfit("a text that is no JSON");
        }
    }

    private static void check(JsonToken token, JsonParser parser) throws IOException, UndecodableValueException {
        if (token.isNumeric()) {
            if (VariantNumbers.of(parser.getText()).isEmpty()) {
                throw misfit("a number in JSON that has more than 38 digits and is no double either");
            }
        } else if ((token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) && !isUnicode(parser.getText())) {
            throw misfit("a text in JSON with half a character, a surrogate that stands alone");
        }
    }

    private static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                boolean isPair = Character.isHighSurrogate(unit)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static UndecodableValueException misfit(String found) {
        return new UndecodableValueException(
                found
                        + ", which a variant has no value for; correct it at the source or leave the column a string, then resync the table",
                null);
    }
}
