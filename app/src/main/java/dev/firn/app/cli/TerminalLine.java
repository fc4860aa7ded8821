package dev.firn.app.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * The last line of a terminal, painted over and over. While it is there, stderr goes through it: whatever else is written first takes
 * the line away, so that log lines and the line do not mix.
 */
final class TerminalLine implements AutoCloseable {

    private static final String ERASE = "\r\u001b[2K";

    private final PrintStream terminal;
    private String shown = "";

    TerminalLine(PrintStream terminal) {
        this.terminal = terminal;
    }

    static TerminalLine onStderr() {
        TerminalLine line = new TerminalLine(System.err);
        System.setErr(new PrintStream(line.above(), true, Charset.defaultCharset()));
        return line;
    }

    /** A stream to the terminal that takes the line away before it writes. */
    OutputStream above() {
        return new FilterOutputStream(terminal) {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                synchronized (TerminalLine.this) {
                    erase();
                    terminal.write(bytes, offset, length);
                }
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    /** Paints the text over what was shown; an empty text takes it away. */
    synchronized void show(String text) {
        if (!text.equals(shown)) {
            erase();
            terminal.print(text);
            terminal.flush();
            shown = text;
        }
    }

    private void erase() {
        if (!shown.isEmpty()) {
            terminal.print(ERASE);
            shown = "";
        }
    }

    /** Takes the line away and gives stderr back. */
    @Override
    public synchronized void close() {
        erase();
        terminal.flush();
        System.setErr(terminal);
    }
}
