package dev.firn.engine.source.mysql;

import com.mysql.cj.CharsetMapping;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What the bytes of MySQL's character sets mean. The server itself is asked: most of its character sets are another than the one of Java that bears the
 * name, by a few characters or by all of them, and the drivers take the near relative. Of a load and of the log the same object decodes,
 * so that both give the same text. Asked once for each character set, and never for Unicode's or latin1.
 */
public final class MysqlCharsets {

    private static final Pattern WORD = Pattern.compile("\\w+");

    private static final String SINGLES = """
            WITH RECURSIVE a(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM a WHERE n < 255)
            SELECT n, CONVERT(CONVERT(UNHEX(LPAD(HEX(n), 2, '0')) USING %1$s) USING utf8mb4) FROM a
            """;

    private static final String PAIRS = """
            WITH RECURSIVE a(n) AS (SELECT 128 UNION ALL SELECT n + 1 FROM a WHERE n < 255),
                           b(n) AS (SELECT 33 UNION ALL SELECT n + 1 FROM b WHERE n < 255)
            SELECT a.n * 256 + b.n, CONVERT(CONVERT(UNHEX(CONCAT(HEX(a.n), HEX(b.n))) USING %1$s) USING utf8mb4) FROM a, b
            """;

    private static final String TRIPLES = """
            WITH RECURSIVE a(n) AS (SELECT 161 UNION ALL SELECT n + 1 FROM a WHERE n < 255)
            SELECT 143 * 65536 + a.n * 256 + b.n,
                   CONVERT(CONVERT(UNHEX(CONCAT('8F', HEX(a.n), HEX(b.n))) USING %1$s) USING utf8mb4) FROM a, a b
            """;

    private static final int LATIN1_CODES = 256;

    private final Function<String, Map<Integer, String>> server;
    private final Map<String, TextDecoder> decoders = new ConcurrentHashMap<>();

    /**
     * @param server runs a query of numbers and texts, and gives those texts that are not null
     */
    public MysqlCharsets(Function<String, Map<Integer, String>> server) {
        this.server = server;
    }

    /** The decoder of a character set, by MySQL's name of it. */
    public TextDecoder decoder(String charset) {
        return decoders.computeIfAbsent(charset, this::find);
    }

    /** The character set of a collation, by the number that the server gives it. */
    public String charset(int collation) {
        return CharsetMapping.getStaticMysqlCharsetNameForCollationIndex(collation);
    }

    private TextDecoder find(String charset) {
        return switch (charset) {
            case "utf8", "utf8mb3", "utf8mb4", "binary" -> TextDecoder.of(StandardCharsets.UTF_8);
            case "ascii" -> TextDecoder.of(StandardCharsets.US_ASCII);
            case "ucs2", "utf16" -> TextDecoder.of(StandardCharsets.UTF_16BE);
            case "utf16le" -> TextDecoder.of(StandardCharsets.UTF_16LE);
            case "utf32" -> MysqlCharsets::utf32;
            case "gb18030" -> new Gb18030();
            case "latin1" -> latin1();
            case "big5", "cp932", "euckr", "gb2312", "gbk", "sjis" -> asked(charset, SINGLES, PAIRS);
            case "eucjpms", "ujis" -> asked(charset, SINGLES, PAIRS, TRIPLES);
            default -> asked(charset, SINGLES);
        };
    }

    /** Java's takes a first U+FEFF for a mark of the byte order, and away. */
    private static String utf32(byte[] bytes, int from, int length) {
        StringBuilder text = new StringBuilder(length / 4);
        for (int at = from; at + 4 <= from + length; at += 4) {
            text.appendCodePoint(
                    ((bytes[at + 1] & 0xFF) << 16) | ((bytes[at + 2] & 0xFF) << 8) | (bytes[at + 3] & 0xFF));
        }
        return text.toString();
    }

    /** Windows-1252, with control characters in the places that are empty there. */
    private static TextDecoder latin1() {
        Charset windows = Charset.forName("windows-1252");
        Map<Integer, String> codes = new HashMap<>();
        for (int i = 0; i < LATIN1_CODES; i++) {
            String text = new String(new byte[] {(byte) i}, windows);
            codes.put(i, text.equals("\uFFFD") ? String.valueOf((char) i) : text);
        }
        return new CodeTable(codes);
    }

    private TextDecoder asked(String charset, String... queries) {
        if (!WORD.matcher(charset).matches()) {
            throw new IllegalArgumentException("'" + charset + "' is no name of a character set");
        }
        Map<Integer, String> codes = new HashMap<>();
        for (String query : queries) {
            codes.putAll(server.apply(String.format(Locale.ROOT, query, charset)));
        }
        return new CodeTable(codes);
    }
}
