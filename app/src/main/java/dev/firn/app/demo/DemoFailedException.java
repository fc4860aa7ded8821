package dev.firn.app.demo;

import dev.firn.engine.pipeline.Exit;

/** The pipeline of a demo ended by itself. */
public final class DemoFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Exit exit;

    DemoFailedException(Exit exit) {
        super("The pipeline ended: " + exit.message() + (exit.remedy().isEmpty() ? "" : "; " + exit.remedy()));
        this.exit = exit;
    }

    public Exit exit() {
        return exit;
    }
}
