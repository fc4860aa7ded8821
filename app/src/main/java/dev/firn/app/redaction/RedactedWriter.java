package dev.firn.app.redaction;

import java.io.IOException;
import java.io.Writer;

/** Passes text on without secrets, at each flush: a secret that is written in pieces is found if nobody flushes between them. */
public final class RedactedWriter extends Writer {

    private final Writer target;
    private final StringBuilder held = new StringBuilder();

    public RedactedWriter(Writer target) {
        this.target = target;
    }

    @Override
    public void write(char[] text, int offset, int length) {
        synchronized (lock) {
            held.append(text, offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        synchronized (lock) {
            target.write(Redaction.PROCESS.apply(held.toString()));
            held.setLength(0);
            target.flush();
        }
    }

    @Override
    public void close() throws IOException {
        flush();
        target.close();
    }
}
