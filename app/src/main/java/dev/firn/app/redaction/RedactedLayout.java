package dev.firn.app.redaction;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Lines of the log, messages and stack traces, without secrets; named in {@code logback.xml}. */
public final class RedactedLayout extends PatternLayout {

    @Override
    public String doLayout(ILoggingEvent event) {
        return Redaction.PROCESS.apply(super.doLayout(event));
    }
}
