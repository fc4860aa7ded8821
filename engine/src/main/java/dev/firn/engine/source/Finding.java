package dev.firn.engine.source;

/**
 * What a check of one precondition found.
 *
 * @param subject what was looked at, a few words: {@code wal_level}, {@code public.orders: replica identity}
 * @param verdict how bad it is
 * @param message what was found
 * @param remedy the statement that mends it; empty where nothing is wrong
 */
public record Finding(String subject, Verdict verdict, String message, String remedy) {

    /** How bad a finding is. */
    public enum Verdict {
        OK,
        /** Firn runs, with the limit that the message names. */
        WARNING,
        /** Firn, or the named table, cannot run. */
        FAILURE
    }

    public static Finding ok(String subject, String message) {
        return new Finding(subject, Verdict.OK, message, "");
    }

    public static Finding warning(String subject, String message, String remedy) {
        return new Finding(subject, Verdict.WARNING, message, remedy);
    }

    public static Finding failure(String subject, String message, String remedy) {
        return new Finding(subject, Verdict.FAILURE, message, remedy);
    }
}
