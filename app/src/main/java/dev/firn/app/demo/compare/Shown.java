package dev.firn.app.demo.compare;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as a person reads them, shortened. */
final class Shown {

    private static final int MOST_CHARACTERS = 80;

    private Shown() {}

    static String of(@Nullable Object value) {
        if (value instanceof ByteBuffer bytes) {
            int length = Math.min(bytes.remaining(), MOST_CHARACTERS / 2);
            byte[] first = new byte[length];
            bytes.duplicate().get(first);
            return "0x" + HexFormat.of().formatHex(first) + rest(bytes.remaining(), length, "bytes");
        }
        String text = value instanceof CharSequence ? "'" + value + "'" : String.valueOf(value);
        return text.length() <= MOST_CHARACTERS
                ? text
                : text.substring(0, MOST_CHARACTERS) + rest(text.length(), MOST_CHARACTERS, "characters");
    }

    static String of(List<@Nullable Object> key) {
        return key.stream().map(Shown::of).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String rest(int length, int shown, String what) {
        return length <= shown ? "" : "... (" + length + " " + what + ")";
    }
}
