package dev.firn.engine.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PostgresPositionTest {

    @Test
    void readsAndWritesTheServersNotation() {
        assertThat(PostgresPosition.parse("16/B374D848").lsn()).isEqualTo(0x16_B374_D848L);
        assertThat(PostgresPosition.parse("16/B374D848")).hasToString("16/B374D848");
        assertThat(PostgresPosition.parse("FFFFFFFF/0")).hasToString("FFFFFFFF/0");
        assertThatThrownBy(() -> PostgresPosition.parse("B374D848")).hasMessageContaining("16/B374D848");
    }

    @Test
    void positionsCompareUnsigned() {
        PostgresPosition high = PostgresPosition.parse("FFFFFFFF/0");
        PostgresPosition low = PostgresPosition.parse("0/1");
        assertThat(high.reached(low)).isTrue();
        assertThat(low.reached(high)).isFalse();
        assertThat(low.reached(low)).isTrue();
    }
}
