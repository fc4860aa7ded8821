package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.AlteringSession.Habit;
import dev.firn.schema.source.SourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the values that rows have in a column of MySQL are the same after the column got another definition. The server converts them without a
 * word in the log about rows; where it may cut, round, clip or fill one they are not the same. What one type makes of another counts under whatever
 * {@code sql_mode}; what only some sessions do, where it is one of these.
 */
final class MysqlOldValues {

    /** How many bits values of an integer type have beside the sign. */
    private static final Map<String, Integer> INTEGERS =
            Map.of("tinyint", 7, "smallint", 15, "mediumint", 23, "int", 31, "bigint", 63);

    /** How many bytes fit; any row's VARCHAR fits a TEXT. */
    private static final Map<String, Long> TEXTS =
            Map.of("tinytext", 255L, "text", 65_535L, "mediumtext", 16_777_215L, "longtext", 4_294_967_295L);

    private static final Map<String, Long> BLOBS =
            Map.of("tinyblob", 255L, "blob", 65_535L, "mediumblob", 16_777_215L, "longblob", 4_294_967_295L);

    private static final Set<String> STRINGS = Set.of("char", "varchar");
    private static final Set<String> TIMES = Set.of("datetime", "timestamp", "time");
    private static final Set<String> FLOATS = Set.of("float", "double");

    private static final int MOST_BYTES_OF_A_CHARACTER = 4;
    private static final int DIGITS_OF_A_FLOAT = 24;

    private final MysqlColumn before;
    private final MysqlColumn after;
    private final AlteringSession session;
    private final String from;
    private final String to;

    private MysqlOldValues(MysqlColumn before, MysqlColumn after, AlteringSession session) {
        this.before = before;
        this.after = after;
        this.session = session;
        this.from = base(before.type());
        this.to = base(after.type());
    }

    /**
     * Why values may be other ones afterwards, as what is said of the column; empty if they are the same.
     *
     * @param redefined whether the statement defines the column anew
     * @param session the one that does it
     */
    static Optional<String> change(MysqlColumn before, MysqlColumn after, boolean redefined, AlteringSession session) {
        return new MysqlOldValues(before, after, session).change(redefined);
    }

    private Optional<String> change(boolean redefined) {
        if (!typeKeepsThem()) {
            return Optional.of("was " + before.describe() + " and is " + after.describe());
        } else if (mayBeNumbered()) {
            return Optional.of("counts up now, and what had no number may have got one");
        } else if (mayFillNulls(redefined)) {
            return Optional.of("forbids null now, and what was null may have become a value");
        } else if (from.equals("char") && !to.equals("char") && session.has(Habit.PADS)) {
            return Optional.of("may be filled with spaces");
        }
        return Optional.empty();
    }

    /** Whether rows get numbers of a column that begins to count up: those that have null, and zero too if the session does not keep it. */
    private boolean mayBeNumbered() {
        return !before.countsUp() && after.countsUp() && (before.nullable() || !session.has(Habit.KEEPS_ZEROS));
    }

    /** A timestamp gets the present time for null in any session, unless the server need not copy the rows. */
    private boolean mayFillNulls(boolean redefined) {
        boolean isTimestamp = to.equals("timestamp");
        boolean forbids = !after.nullable() || (isTimestamp && redefined && session.has(Habit.FILLS_TIMESTAMPS));
        return before.nullable() && forbids && (isTimestamp || session.has(Habit.LENIENT));
    }

    private boolean typeKeepsThem() {
        if (INTEGERS.containsKey(from) && INTEGERS.containsKey(to)) {
            return integers();
        } else if (from.equals("decimal") && to.equals("decimal")) {
            return decimals();
        } else if (FLOATS.contains(from) && FLOATS.contains(to)) {
            return floats();
        } else if (TIMES.contains(from) && from.equals(to)) {
            return Math.max(0, after.type().length())
                    >= Math.max(0, before.type().length());
        } else if (from.equals("enum") && to.equals("enum")) {
            return after.labels().containsAll(before.labels()) && charsetKeeps();
        } else if (from.equals("set") && to.equals("set")) {
            return inSameOrder() && charsetKeeps();
        } else if (isText(from) && isText(to)) {
            return charsetKeeps() && (from.equals("char") || !to.equals("char") || from.equals(to)) && texts();
        } else if (isBinary(from) && isBinary(to)) {
            return binaries();
        }
        return before.type().equals(after.type())
                && before.charset().equals(after.charset())
                && before.labels().equals(after.labels());
    }

    private boolean integers() {
        boolean fromUnsigned = MysqlTypeNames.isUnsigned(before.type());
        boolean toUnsigned = MysqlTypeNames.isUnsigned(after.type());
        int bits = INTEGERS.getOrDefault(from, 0) + (fromUnsigned ? 1 : 0);
        int room = INTEGERS.getOrDefault(to, 0) + (toUnsigned ? 1 : 0);
        return room >= bits && (fromUnsigned || !toUnsigned);
    }

    private boolean decimals() {
        boolean sign = MysqlTypeNames.isUnsigned(before.type()) || !MysqlTypeNames.isUnsigned(after.type());
        return sign
                && after.type().scale() == before.type().scale()
                && after.type().length() >= before.type().length();
    }

    private boolean floats() {
        boolean sign = MysqlTypeNames.isUnsigned(before.type()) || !MysqlTypeNames.isUnsigned(after.type());
        boolean size = isDouble(after.type()) || !isDouble(before.type());
        int scale = after.type().scale();
        boolean digits = scale == SourceType.UNSPECIFIED
                || (before.type().scale() != SourceType.UNSPECIFIED
                        && before.type().scale() <= scale
                        && before.type().length() - before.type().scale()
                                <= after.type().length() - scale);
        return sign && size && digits;
    }

    private static boolean isDouble(SourceType type) {
        return base(type).equals("double")
                || (type.scale() == SourceType.UNSPECIFIED && type.length() > DIGITS_OF_A_FLOAT);
    }

    /** The values of a set are told in the order of its definition. */
    private boolean inSameOrder() {
        List<String> left =
                after.labels().stream().filter(before.labels()::contains).toList();
        return left.equals(before.labels());
    }

    private boolean charsetKeeps() {
        return after.charset().equals(before.charset()) || after.charset().equals("utf8mb4");
    }

    static boolean isText(String name) {
        return STRINGS.contains(name) || TEXTS.containsKey(name);
    }

    private static boolean isBinary(String name) {
        return name.equals("binary") || name.equals("varbinary") || BLOBS.containsKey(name);
    }

    private boolean texts() {
        if (TEXTS.containsKey(from)) {
            return TEXTS.containsKey(to) && isAsLarge(TEXTS) && (!mayGrow() || fits(TEXTS.getOrDefault(from, 0L)));
        }
        int length = Math.max(1, before.type().length());
        if (STRINGS.contains(to)) {
            return Math.max(1, after.type().length()) >= length;
        }
        boolean isPlain = after.type().length() == SourceType.UNSPECIFIED;
        return isPlain && (fits(length) || (!to.equals("tinytext") && !mayGrow()));
    }

    /** Whether texts may need more bytes in another character set, of which a strict session cuts none off. */
    private boolean mayGrow() {
        return session.has(Habit.LENIENT) && !after.charset().equals(before.charset());
    }

    private boolean fits(long characters) {
        return characters * MOST_BYTES_OF_A_CHARACTER <= TEXTS.getOrDefault(to, 0L);
    }

    private boolean binaries() {
        if (BLOBS.containsKey(from)) {
            return BLOBS.containsKey(to) && isAsLarge(BLOBS);
        }
        int length = Math.max(1, before.type().length());
        if (to.equals("binary")) {
            // Shorter values are filled with zeros.
            return from.equals(to) && Math.max(1, after.type().length()) == length;
        }
        return to.equals("varbinary")
                ? after.type().length() >= length
                : after.type().length() == SourceType.UNSPECIFIED && BLOBS.getOrDefault(to, 0L) >= length;
    }

    /** A length that is given chooses another type, and is not looked at any closer. */
    private boolean isAsLarge(Map<String, Long> sizes) {
        boolean plain =
                before.type().length() == SourceType.UNSPECIFIED && after.type().length() == SourceType.UNSPECIFIED;
        return plain
                ? sizes.getOrDefault(to, 0L) >= sizes.getOrDefault(from, 0L)
                : before.type().equals(after.type());
    }

    private static String base(SourceType type) {
        return MysqlTypeNames.base(type);
    }
}
