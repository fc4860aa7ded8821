package dev.firn.engine.source.jdbc;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class WarmCipherTest {

    /** Whose failure nobody would else notice, since it costs nothing but time. */
    @Test
    void messagesAreDecryptedOneAfterTheOther() {
        assertThatCode(() -> WarmCipher.decrypt(3)).doesNotThrowAnyException();
    }
}
