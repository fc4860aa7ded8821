package dev.firn.engine.lake;

/**
 * A process that runs a pipeline.
 *
 * @param host the machine or container
 * @param processId the process there
 * @param incarnation unique to one start of the process
 */
public record Owner(String host, long processId, String incarnation) {

    @Override
    public String toString() {
        return "process " + processId + " on " + host + " (" + incarnation + ")";
    }
}
