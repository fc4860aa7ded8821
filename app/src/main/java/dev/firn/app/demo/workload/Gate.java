package dev.firn.app.demo.workload;

/** Lets workers through one transaction at a time each, and can be shut when none is inside. */
final class Gate {

    private int inside;
    private int shut;

    /** Waits while the gate is shut. */
    synchronized void enter() throws InterruptedException {
        while (shut > 0) {
            wait();
        }
        inside++;
    }

    synchronized void leave() {
        inside--;
        notifyAll();
    }

    /** Lets nobody in any more, and returns when nobody is inside. */
    synchronized void shut() throws InterruptedException {
        shut++;
        while (inside > 0) {
            wait();
        }
    }

    /** Undoes one {@link #shut}. */
    synchronized void open() {
        shut--;
        notifyAll();
    }
}
