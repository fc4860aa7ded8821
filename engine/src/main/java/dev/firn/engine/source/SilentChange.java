package dev.firn.engine.source;

/** What became of a table's rows without a word in the log. */
public sealed interface SilentChange {

    /** What was found, as part of a sentence. */
    String what();

    /** Rows came or went. */
    record Moved(String what) implements SilentChange {}

    /** Rows may have other values than before. */
    record Converted(String what) implements SilentChange {}

    /** It looks like a change that leaves all values as they are, and might be another. */
    record Doubtful(String what) implements SilentChange {}
}
