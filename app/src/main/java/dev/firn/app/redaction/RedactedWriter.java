package dev.firn.app.redaction;

import java.io.PrintStream;
import java.io.Writer;

/** Passes text on without secrets, at each flush: a secret that is written in pieces is found if nobody flushes between them. */
public final class RedactedWriter extends Writer {

    private final PrintStream target;
    private final StringBuilder held = new StringBuilder();

    /** Writes to a stream in the stream's own charset. */
    public RedactedWriter(PrintStream target) {
        this.target = target;
    }

    @Override
    public void write(char[] text, int offset, int length) {
        synchronized (lock) {
            held.append(text, offset, length);
        }
    }

    @Override
    public void flush() {
        synchronized (lock) {
            target.print(Redaction.PROCESS.apply(held.toString()));
            held.setLength(0);
            target.flush();
        }
    }

    @Override
    public void close() {
        flush();
        target.close();
    }
}
