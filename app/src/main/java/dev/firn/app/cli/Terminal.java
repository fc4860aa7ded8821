package dev.firn.app.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import picocli.CommandLine.Help.Ansi;

/** The person at the other end, if there is one. */
final class Terminal {

    private Terminal() {}

    static boolean isThere() {
        return Ansi.AUTO.enabled();
    }

    /** What the person answers; empty at the end of the input. */
    static String readLine() {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
