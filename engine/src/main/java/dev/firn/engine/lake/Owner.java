package dev.firn.engine.lake;

/**
 * A process that runs a pipeline.
 *
 * @param host the machine or container
 * @param processId the process there
 * @param incarnation unique to one start of the process
 */
public record Owner(String host, long processId, String incarnation) {

    /** Whether the other is this process, be it in another of its runs: {@code incarnation} ends with {@code /} and the run's number. */
    public boolean isSameProcess(Owner other) {
        return host.equals(other.host)
                && processId == other.processId
                && incarnationOfProcess().equals(other.incarnationOfProcess());
    }

    private String incarnationOfProcess() {
        int run = incarnation.lastIndexOf('/');
        return run < 0 ? incarnation : incarnation.substring(0, run);
    }

    @Override
    public String toString() {
        return "process " + processId + " on " + host + " (" + incarnation + ")";
    }
}
