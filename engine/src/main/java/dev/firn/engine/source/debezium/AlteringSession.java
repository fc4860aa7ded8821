package dev.firn.engine.source.debezium;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What of the session that alters a table decides on the values that its rows get. The connector hands on nothing but a statement's text: where the
 * session is not as most are, a comment in the text says so.
 */
record AlteringSession(Set<Habit> habits) {

    /** A session as a server has it that nobody has set otherwise. */
    static final AlteringSession USUAL = new AlteringSession(Set.of());

    /** None of the log's statements has a comment left when it comes to the connector. */
    private static final Pattern MARKED = Pattern.compile("ALTER /\\* firn: session (.*?) \\*/ ");

    private static final String ALTER = "ALTER";

    /** What a session does otherwise than others. */
    enum Habit {
        /** What does not fit becomes another value instead of an error, null among it. */
        LENIENT,
        /** The texts of a CHAR column have spaces up to its length. */
        PADS,
        /** A zero that stands in a column stays one when the column begins to count up. */
        KEEPS_ZEROS,
        /** A TIMESTAMP of which nothing else is said forbids null. */
        FILLS_TIMESTAMPS
    }

    AlteringSession {
        habits = Set.copyOf(habits);
    }

    /** The session that has written a statement into the log. */
    static AlteringSession of(BinlogQuery query) {
        SqlMode mode = query.mode();
        Set<Habit> habits = EnumSet.noneOf(Habit.class);
        if (!mode.has(SqlMode.STRICT)) {
            habits.add(Habit.LENIENT);
        }
        if (mode.has(SqlMode.PAD_CHAR_TO_FULL_LENGTH)) {
            habits.add(Habit.PADS);
        }
        if (mode.has(SqlMode.NO_AUTO_VALUE_ON_ZERO)) {
            habits.add(Habit.KEEPS_ZEROS);
        }
        if (!query.saysTimestampsInFull()) {
            habits.add(Habit.FILLS_TIMESTAMPS);
        }
        return new AlteringSession(habits);
    }

    /** The session that a statement says. */
    static AlteringSession in(String statement) {
        Matcher marked = MARKED.matcher(statement);
        return marked.lookingAt()
                ? new AlteringSession(Arrays.stream(marked.group(1).split(" "))
                        .map(Habit::valueOf)
                        .collect(Collectors.toSet()))
                : USUAL;
    }

    /**
     * A statement that says its session, where it matters.
     *
     * @param statement in the plain language
     */
    String mark(String statement) {
        boolean alters = statement.regionMatches(true, 0, ALTER + " ", 0, ALTER.length() + 1);
        return habits.isEmpty() || !alters
                ? statement
                : ALTER + " /* firn: session "
                        + habits.stream().sorted().map(Habit::name).collect(Collectors.joining(" "))
                        + " */" + statement.substring(ALTER.length());
    }

    boolean has(Habit habit) {
        return habits.contains(habit);
    }
}
