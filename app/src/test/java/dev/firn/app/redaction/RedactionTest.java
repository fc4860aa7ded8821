package dev.firn.app.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RedactionTest {

    private final Redaction redaction = new Redaction();

    @Test
    void nothingIsTakenOutBeforeASecretIsKnown() {
        assertThat(redaction.apply("password=hunter2")).isEqualTo("password=hunter2");
    }

    @Test
    void aSecretIsTakenOutWhereverItStands() {
        redaction.hide("correct horse");
        assertThat(redaction.apply("jdbc:postgresql://h/d?password=correct horse&x, xcorrect horsex"))
                .isEqualTo("jdbc:postgresql://h/d?password=***&x, x***x");
    }

    @Test
    void aSecretIsFoundInUrlsAndInJson() {
        redaction.hide("p@ss \"w/ö$rd\"");
        assertThat(redaction.apply("a=p%40ss+%22w%2F%C3%B6%24rd%22&b=p%40ss%20%22w%2F%C3%B6%24rd%22"))
                .isEqualTo("a=***&b=***");
        assertThat(redaction.apply("{\"a\": \"p@ss \\\"w/ö$rd\\\"\"}")).isEqualTo("{\"a\": \"***\"}");
    }

    @Test
    void aShortSecretIsTakenOutAsAWordOnly() {
        redaction.hide("firn");
        assertThat(redaction.apply("password 'firn' of dev.firnament, firn_lag and firn"))
                .isEqualTo("password '***' of dev.firnament, firn_lag and ***");
    }

    @Test
    void ofTwoSecretsTheLongerIsFoundFirst() {
        redaction.hide("abcdefgh");
        redaction.hide("abcdefghij");
        assertThat(redaction.apply("abcdefghij abcdefgh")).isEqualTo("*** ***");
    }

    @Test
    void noSecretIsNone() {
        redaction.hide("");
        redaction.hide(" ");
        assertThat(redaction.apply("a b")).isEqualTo("a b");
    }

    @Test
    void aWriterHoldsTextUntilItIsFlushed() {
        Redaction.PROCESS.hide("written in pieces");
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(shown, false, StandardCharsets.UTF_8);
        PrintWriter writer = new PrintWriter(new RedactedWriter(stream), true);
        writer.print("It was written ");
        writer.print("in pieces");
        assertThat(shown.size()).isZero();
        writer.println(", and\nwritten in pieces");
        assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("It was ***, and\n***" + System.lineSeparator());
    }
}
