package dev.firn.engine.work;

/** A step of the protocol at whose edge a test may end the process or hold it. */
public enum FaultPoint {
    BEFORE_STAGE,
    AFTER_STAGE,
    BEFORE_RESOLVE,
    AFTER_RESOLVE,
    BEFORE_PREPARE,
    AFTER_PREPARE,
    BEFORE_COMMIT,
    AFTER_COMMIT,
    BEFORE_ACKNOWLEDGE,
    AFTER_ACKNOWLEDGE,
    BEFORE_CHUNK,
    AFTER_CHUNK,
    BEFORE_RECORD,
    AFTER_RECORD,
    /** The new files of the branch without deletes are there, and it is about to be moved to them. */
    BEFORE_CLEAN_BRANCH,
    /** Maintenance has planned a rewrite of files. */
    BEFORE_REWRITE,
    /** The new files are written, and no snapshot lists them. */
    AFTER_REWRITE,
    AFTER_REWRITE_COMMIT,
    /** Small manifests are about to be merged. */
    BEFORE_MANIFESTS,
    /** Snapshots are about to be expired. */
    BEFORE_EXPIRY,
    /** Snapshots are gone from the metadata, and a file that only they listed is about to be. */
    BEFORE_EXPIRED_FILE,
    /** Orphans were found and are about to be deleted. */
    BEFORE_ORPHANS
}
