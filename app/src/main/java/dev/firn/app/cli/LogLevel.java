package dev.firn.app.cli;

/** How much Firn logs. Has an effect only before the first logger is made: logback.xml reads it once. */
final class LogLevel {

    private static final String PROPERTY = "firn.log.level";

    private LogLevel() {}

    /** What the user asked for by an option. */
    static void set(String level) {
        System.setProperty(PROPERTY, level);
    }

    /** What fits the command, where the user did not ask for anything. */
    static void suggest(String level) {
        if (System.getProperty(PROPERTY) == null && System.getenv("FIRN_LOG_LEVEL") == null) {
            set(level);
        }
    }
}
