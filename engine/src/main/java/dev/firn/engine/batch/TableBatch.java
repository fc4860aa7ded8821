package dev.firn.engine.batch;

/** What one table's events since the last seal come to. */
public sealed interface TableBatch permits KeyedBatch, AppendBatch {

    boolean isEmpty();

    /** About how many bytes of heap it holds. */
    long bytes();

    /** Hands over what was gathered and starts anew. */
    SealedBatch seal();

    /** Forgets what was gathered: a truncated table has neither rows nor anything to delete. */
    void clear();
}
