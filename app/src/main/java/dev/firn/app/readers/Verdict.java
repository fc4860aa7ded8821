package dev.firn.app.readers;

/**
 * How an engine copes with a feature of tables.
 *
 * @param outcome what a query gives
 * @param evidence how that is known
 * @param what what was seen; empty where the outcome says all
 */
public record Verdict(Outcome outcome, Evidence evidence, String what) {

    /** Nobody has looked, and nothing is written. */
    static final Verdict UNKNOWN = new Verdict(Outcome.UNKNOWN, Evidence.NONE, "");

    /** What a query gives. */
    public enum Outcome {
        RIGHT,
        /** An error. */
        REFUSED,
        /** Other rows or values than the table has, without a word. */
        WRONG,
        UNKNOWN
    }

    /** How it is known. */
    public enum Evidence {
        /** Tables that Firn wrote were read. */
        RUN,
        /** The maker of the engine, or of another writer, says so. */
        DOCUMENTED,
        NONE
    }

    /** Whether the table's rows can be had. */
    public boolean isRight() {
        return outcome == Outcome.RIGHT;
    }

    /** For people: {@code wrong: in seconds (run)}. */
    public String text() {
        String words = switch (outcome) {
            case RIGHT -> "right";
            case REFUSED -> "refused";
            case WRONG -> "**wrong**";
            case UNKNOWN -> "not run, not documented";
        };
        String seen = what.isEmpty() ? "" : ": " + what;
        return words + seen + (evidence == Evidence.DOCUMENTED ? " (documented)" : "");
    }
}
