package dev.firn.engine.simulation;

import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** How much goes wrong, and which guarantees of the ports are broken on purpose. */
final class Faults {

    double transientRate;
    double unknownRate;
    double crashRate;
    double streamBreakRate;

    /** How often a file that nobody has committed yet is gone when a process starts: others remove what no snapshot lists. */
    double stagedFileVanished;

    /** How long the stream pauses between two deliveries: a slow one runs far behind what queries see. */
    Duration streamPause = Duration.ofMillis(400);

    /** How long a commit is in the log before queries see it, at most. */
    Duration visibleAfter = Duration.ofSeconds(3);

    /** How long a table's turn to be staged takes to come. */
    Duration stagePause = Duration.ofMillis(2);

    /** How long a load's thread takes to get to its next piece of work, a chunk say. */
    Duration loadPause = Duration.ofMillis(2);

    /** What the lake answers to everything until an operator acts; empty while it is well. */
    String lakeNeedsOperator = "";

    /** What the source answers when a stream is opened until an operator acts; empty while it is well. */
    String sourceNeedsOperator = "";

    /** Whether nothing of the source answers. */
    boolean sourceIsAway;

    /** Tables that refuse every commit. */
    final Set<TableId> refusing = new HashSet<>();

    /** Guarantees that a test breaks, to see that the oracle notices. */
    final Set<BrokenPromise> broken = new HashSet<>();

    boolean breaks(BrokenPromise promise) {
        return broken.contains(promise);
    }

    /** From here on nothing fails. */
    void heal() {
        transientRate = 0;
        unknownRate = 0;
        crashRate = 0;
        streamBreakRate = 0;
        stagedFileVanished = 0;
        refusing.clear();
    }

    /** A guarantee that the protocol builds on. */
    enum BrokenPromise {
        /** A commit that is there already is applied again. */
        COMMITS_ARE_IDEMPOTENT,
        /** A commit lists files that are gone. */
        STAGED_FILES_ARE_LOOKED_AT,
        /** A commit deletes the rows at places that hold other rows by now. */
        PLACES_ARE_THOSE_OF_THE_SNAPSHOT,
        /** A prepare succeeds though another process was faster. */
        PREPARE_IS_A_FENCE,
        /** Queries do not see what the stream delivered. */
        VISIBLE_AFTER_AWAIT,
        /** A rewritten table looks as before. */
        STORAGE_HAS_AN_IDENTITY,
        /** The position asked for lies before what was read. */
        POSITION_COVERS_READS,
        /** A boundary comes inside a transaction. */
        BOUNDARIES_ARE_BETWEEN_TRANSACTIONS,
        /** A resumed stream brings an event that it brought before. */
        RESUMES_EXACTLY,
        /** A stream goes on behind a gap in the log. */
        LOST_LOG_IS_NOTICED,
        /** A snapshot claims that it did not see what it saw. */
        SNAPSHOTS_KNOW_TRANSACTIONS
    }
}
