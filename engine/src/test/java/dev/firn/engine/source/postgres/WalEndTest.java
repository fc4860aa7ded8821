package dev.firn.engine.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WalEndTest {

    private static final long PAGE = 8192;
    private static final long SEGMENT = 16 << 20;

    @ParameterizedTest
    @CsvSource({
        // insert position, end of the last record
        "0/1000100, 0/1000100",
        "0/1002018, 0/1002000",
        "0/1002028, 0/1002028",
        "0/2000028, 0/2000000",
        "0/2000018, 0/2000018",
        "FFFFFFFF/FF000028, FFFFFFFF/FF000000",
    })
    void aPageThatIsFullEndsBeforeTheNextPagesHeader(String insert, String end) {
        assertThat(new WalEnd(PostgresPosition.parse(insert), PAGE, SEGMENT).endOfLastRecord())
                .isEqualTo(PostgresPosition.parse(end));
    }
}
