package dev.firn.engine.pipeline;

/** Counts one table's events. */
final class Tally {

    long inserts;
    long updates;
    long deletes;

    void add(Tally other) {
        inserts += other.inserts;
        updates += other.updates;
        deletes += other.deletes;
    }
}
