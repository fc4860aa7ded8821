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
    AFTER_RECORD
}
