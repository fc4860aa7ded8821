package dev.firn.app.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory or of file content. Units are powers of 1024, as in {@code -Xmx}.
 *
 * @param bytes at least 0
 */
public record DataSize(long bytes) {

    private static final Pattern NOTATION = Pattern.compile("(\\d{1,9})\\s*(B|KB|MB|GB)");

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("A size cannot be negative, got " + bytes);
        }
    }

    public static DataSize megabytes(long megabytes) {
        return new DataSize(megabytes << 20);
    }

    /**
     * Reads {@code 512MB}, {@code 2GB}, {@code 64KB}.
     *
     * @throws IllegalArgumentException if the text is nothing of the kind; the message says what is
     */
    public static DataSize parse(String text) {
        Matcher matcher = NOTATION.matcher(text.toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a size; write a number and B, KB, MB or GB, such as 512MB");
        }
        long unit = switch (matcher.group(2)) {
            case "KB" -> 1L << 10;
            case "MB" -> 1L << 20;
            case "GB" -> 1L << 30;
            default -> 1L;
        };
        return new DataSize(Long.parseLong(matcher.group(1)) * unit);
    }

    @Override
    public String toString() {
        for (int power = 3; power > 0; power--) {
            long unit = 1L << (10 * power);
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + " KMG".substring(power, power + 1) + "B";
            }
        }
        return bytes + "B";
    }
}
