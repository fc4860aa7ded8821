package dev.firn.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an endpoint is written. */
class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "replica.internal, replica.internal, 5432",
        "replica:5433, replica, 5433",
        "10.0.0.7:5433, 10.0.0.7, 5433",
        "[fd00::7], fd00::7, 5432",
        "[fd00::7]:5433, fd00::7, 5433"
    })
    void hostWithOrWithoutPort(String text, String host, int port) {
        assertThat(Endpoint.parse(text, 5432)).isEqualTo(new Endpoint(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "replica:", ":5432", "replica:x", "fd00::7", "postgres://replica", "replica/shop"})
    void othersAreRefused(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text, 5432))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not of the form host or host:port");
    }

    @Test
    void thePortIsOne() {
        assertThatThrownBy(() -> Endpoint.parse("replica:70000", 5432))
                .hasMessage("the port of 'replica:70000' is not from 1 to 65535");
    }

    @Test
    void aMistakeIsReportedWithItsLine() {
        assertThat(Parsing.problems(Parsing.MINIMAL.replace("source:\n", "source:\n  load-from: \"replica:x\"\n")))
                .singleElement()
                .asString()
                .endsWith("source.load-from: 'replica:x' is not of the form host or host:port");
    }
}
