package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.postgres.PostgresPosition;
import io.debezium.DebeziumException;
import io.debezium.text.ParsingException;
import java.io.IOException;
import java.sql.SQLException;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamFailuresTest {

    private final StreamFailures failures = new StreamFailures("the log of firn@db:5432/shop");

    private SourceException explain(Throwable cause) {
        return failures.explain(new ConnectException("stopped", new DebeziumException("wrapped", cause)));
    }

    @Test
    void whatTheServerCannotDecodeAgainAndAgainIsForTheOperator() {
        FailedPlace failed = new FailedPlace();
        PostgresPosition at = PostgresPosition.parse("0/15D6B88");
        SQLException broken = new SQLException("could not map filenode", "XX000");
        for (int time = 1; time < FailedPlace.HOPELESS; time++) {
            assertThat(explainAt(failed, at, broken).cure()).as("time %d", time).isEqualTo(Cure.RETRY);
        }
        assertThat(explainAt(failed, at, broken))
                .hasMessageContaining("could not map filenode")
                .hasMessageContaining("firn run --start-anew")
                .extracting(SourceException::cure)
                .isEqualTo(Cure.OPERATOR);
    }

    @Test
    void aStreamThatGetsOnOrFailsInAnotherWayIsTriedAgain() {
        FailedPlace failed = new FailedPlace();
        PostgresPosition at = PostgresPosition.parse("0/15D6B88");
        for (int time = 0; time < 3 * FailedPlace.HOPELESS; time++) {
            PostgresPosition place = new PostgresPosition(at.lsn() + time / 3);
            assertThat(explainAt(failed, place, new SQLException("could not decode", "XX000"))
                            .cure())
                    .isEqualTo(Cure.RETRY);
            assertThat(explainAt(failed, at, new SQLException("it ends", "57P01"))
                            .cure())
                    .isEqualTo(Cure.RETRY);
        }
        for (int time = 0; time < 3 * FailedPlace.HOPELESS; time++) {
            String said = time % 3 == 0 ? "another fault" : "could not decode";
            assertThat(explainAt(failed, at, new SQLException(said, "XX000")).cure())
                    .isEqualTo(Cure.RETRY);
        }
    }

    private static SourceException explainAt(FailedPlace failed, PostgresPosition place, SQLException failure) {
        return new StreamFailures("the log", said -> failed.isHopeless(place, said))
                .explain(new DebeziumException("wrapped", failure));
    }

    @ParameterizedTest
    @CsvSource({
        "08006, 0, RETRY",
        "57P01, 0, RETRY",
        "57P03, 0, RETRY",
        "53300, 0, RETRY",
        "55006, 0, RETRY",
        "28P01, 0, OPERATOR",
        "42501, 0, OPERATOR",
        "42704, 0, OPERATOR",
        "55000, 0, OPERATOR",
        "58P01, 0, OPERATOR",
        "HY000, 1236, OPERATOR",
        "28000, 1045, OPERATOR",
        "42000, 1227, OPERATOR",
        "08004, 1040, RETRY",
        "XX000, 0, RETRY"
    })
    void theServersCodeDecides(String state, int code, Cure cure) {
        SourceException explained = explain(new SQLException("it said no.", state, code));
        assertThat(explained.cure()).isEqualTo(cure);
        assertThat(explained).hasMessageStartingWith("Cannot read the log of firn@db:5432/shop: it said no; ");
    }

    @Test
    void aStatementThatNobodyUnderstandsIsNamed() {
        SourceException explained =
                explain(new ParsingException(null, "DDL statement couldn't be parsed: ALTER TABLE x FOO"));
        assertThat(explained.cure()).isEqualTo(Cure.OPERATOR);
        assertThat(explained).hasMessageContaining("ALTER TABLE x FOO");
    }

    @Test
    void aLostConnectionIsTriedAgain() {
        assertThat(explain(new IOException("Connection reset")).cure()).isEqualTo(Cure.RETRY);
    }

    @Test
    void aRowOfAnotherWidthNeedsTheOperatorUnlessTheDefinitionsMayBeOfALaterPlace() {
        Exception mismatch = new DebeziumException(
                "Error processing row in orders, internal schema size 11, but row size 10, restart connector");
        assertThat(failures.explain(mismatch).cure()).isEqualTo(Cure.OPERATOR);
        assertThat(new StreamFailures("the log", () -> true).explain(mismatch).cure())
                .isEqualTo(Cure.RETRY);
    }

    @Test
    void aPublicationThatIsGoneBeforeTheStreamBeginsNeedsTheOperator() {
        SourceException explained = explain(new IllegalStateException(
                "Publication autocreation is disabled, please create one and restart the connector."));
        assertThat(explained.cure()).isEqualTo(Cure.OPERATOR);
        assertThat(explained).hasMessageContainingAll("the publication was dropped", "firn run --start-anew");
    }

    @Test
    void whatNobodyForesawIsTriedAgainInSight() {
        SourceException explained = explain(new IllegalStateException("surprise"));
        assertThat(explained.cure()).isEqualTo(Cure.RETRY);
        assertThat(explained).hasMessageContainingAll("surprise", "report");
    }
}
