package dev.firn.app.demo.workload;

/** The workload did something that the database refused, or could not be run. */
public final class WorkloadException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public WorkloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
