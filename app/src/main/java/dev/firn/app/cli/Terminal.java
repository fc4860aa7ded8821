package dev.firn.app.cli;

import java.io.Console;
import picocli.CommandLine.Help.Ansi;

/** The person at the other end, if there is one. */
final class Terminal {

    private Terminal() {}

    static boolean isThere() {
        return System.console() != null && Ansi.AUTO.enabled();
    }

    /** What the person answers; empty at the end of the input. */
    static String readLine() {
        Console console = System.console();
        String line = console == null ? null : console.readLine();
        return line == null ? "" : line;
    }
}
