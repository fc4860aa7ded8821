package dev.firn.app.it.program;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/** How the session of a program writes names and words, which it may do otherwise in each step. */
final class Spelling {

    /** What makes MySQL strict, in any mode. */
    private static final String STRICT = "STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO";

    private static final List<String> MODES = List.of(
            "", "", "ANSI_QUOTES", "ANSI", "NO_BACKSLASH_ESCAPES", "PIPES_AS_CONCAT,IGNORE_SPACE", "REAL_AS_FLOAT");

    private final Dialect dialect;
    private final boolean ignoresCase;
    private final Random random;
    private String mode = "";
    private boolean ansiQuotes;

    /** @param ignoresCase whether the server knows tables by any spelling */
    Spelling(Dialect dialect, boolean ignoresCase, Random random) {
        this.dialect = dialect;
        this.ignoresCase = ignoresCase;
        this.random = random;
        this.ansiQuotes = dialect == Dialect.POSTGRES;
    }

    Dialect dialect() {
        return dialect;
    }

    /** The statement that sets another mode of MySQL, by which names are written from then on. */
    String nextMode() {
        mode = MODES.get(random.nextInt(MODES.size()));
        ansiQuotes = mode.startsWith("ANSI");
        return mode();
    }

    /** The statement that sets the same again. */
    String mode() {
        return "SET SESSION sql_mode = '" + STRICT + (mode.isEmpty() ? "" : "," + mode) + "'";
    }

    /** The one that lets MySQL make of a value whatever fits. */
    String lenientMode() {
        return "SET SESSION sql_mode = '" + mode + "'";
    }

    String table(String schema, String name) {
        return quoted(anyCase(schema)) + "." + quoted(anyCase(name));
    }

    /** A table of the schema that the statement has named already, or any other thing. */
    String plain(String name) {
        return quoted(anyCase(name));
    }

    String column(String name) {
        return quoted(name);
    }

    /** Words of SQL, as somebody may write them. */
    String keywords(String words) {
        return switch (random.nextInt(6)) {
            case 0 -> words.toLowerCase(Locale.ROOT);
            case 1 -> dialect == Dialect.MYSQL ? "/* a tool's */ " + words : "/* a tool's */" + words;
            case 2 -> words.replace(" ", "\n  ");
            default -> words;
        };
    }

    private String anyCase(String name) {
        return ignoresCase && random.nextBoolean() ? name.toUpperCase(Locale.ROOT) : name;
    }

    /** Quoted where it must be, and sometimes where it need not. */
    private String quoted(String name) {
        boolean plain =
                name.chars().allMatch(letter -> letter == '_' || (letter < 128 && Character.isLetterOrDigit(letter)))
                        && (dialect == Dialect.MYSQL || name.equals(name.toLowerCase(Locale.ROOT)));
        if (plain && random.nextInt(4) > 0) {
            return name;
        }
        String quote = ansiQuotes ? "\"" : "`";
        return quote + name.replace(quote, quote + quote) + quote;
    }
}
