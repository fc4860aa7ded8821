package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.SourceState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a stream of PostgreSQL's log fails. */
class PostgresStreamFailureIT extends StreamFailureContract<PostgresFixture> {

    private static PostgresServer server;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = Servers.postgres(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    PostgresFixture create() throws Exception {
        return new PostgresFixture(server);
    }

    @Override
    PostgresFixture createElsewhere(Path directory) throws Exception {
        return new PostgresFixture(Servers.postgres(directory));
    }

    @Override
    void cutStream() throws Exception {
        assertThat(db.query(
                        "SELECT count(pg_terminate_backend(active_pid)) FROM pg_replication_slots WHERE slot_name = '"
                                + db.slot() + "'"))
                .isEqualTo("1");
    }

    @Test
    void aCutHeartbeatIsTriedAgain() throws Exception {
        try (ChangeStream stream = open(Optional.empty())) {
            heard.awaitReached(db.now());
            assertThat(db.query(
                            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '"
                                    + db.slot() + " heartbeat'"))
                    .isEqualTo("1");
            assertCure(end(stream), Cure.RETRY, "Cannot read the log of");
        }
    }

    @Test
    void aSlotThatIsReadAlreadyIsTriedAgain() throws Exception {
        try (ChangeStream stream = open(Optional.empty())) {
            SourceState state = stream.stateAt(heard.awaitReached(db.now()));
            HeardEvents second = new HeardEvents();
            try (ChangeStream other = db.source().open(Optional.of(state), second)) {
                assertCure(end(other), Cure.RETRY, "is active");
            }
        }
    }

    @Test
    void aSlotThatIsGoneNeedsTheOperator() throws Exception {
        SourceState state;
        try (ChangeStream stream = open(Optional.empty())) {
            state = stream.stateAt(heard.awaitReached(db.now()));
        }
        db.awaitUnread();
        db.execute("SELECT pg_drop_replication_slot('" + db.slot() + "')");
        assertThatThrownBy(() -> open(Optional.of(state)))
                .satisfies(failure -> assertCure(failure, Cure.OPERATOR, db.slot(), "does not exist", "--start-anew"));
        db.execute("SELECT pg_create_logical_replication_slot('" + db.slot() + "', 'pgoutput')");
        assertThatThrownBy(() -> open(Optional.of(state)))
                .satisfies(failure ->
                        assertCure(failure, Cure.OPERATOR, db.slot(), "beyond the checkpoint", "--start-anew"));
    }

    @Test
    void aPublicationThatIsDroppedUnderAStreamNeedsTheOperator() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        try (ChangeStream stream = open(Optional.empty())) {
            SourceState state = stream.stateAt(heard.awaitReached(db.now()));
            db.execute("INSERT INTO t VALUES (1)", "DROP PUBLICATION " + db.slot(), "INSERT INTO t VALUES (2)");
            assertCure(end(stream), Cure.OPERATOR, "publication");
            db.awaitUnread();
            assertCure(refusal(db.source(), Optional.of(state)), Cure.OPERATOR, "publication");
        }
    }

    @Test
    void aUserWhoMayNotNeedsTheOperator() throws Exception {
        db.execute("CREATE USER weak" + db.number);
        DatabaseAddress weak = new DatabaseAddress(
                db.address().host(), db.address().port(), db.address().database(), "weak" + db.number, "", Map.of());
        assertCure(refusal(weak), Cure.OPERATOR);
        DatabaseAddress nobody = new DatabaseAddress(
                db.address().host(), db.address().port(), db.address().database(), "nobody", "", Map.of());
        assertCure(refusal(nobody), Cure.OPERATOR, "nobody");
        DatabaseAddress nowhere =
                new DatabaseAddress(db.address().host(), db.address().port(), "nowhere", "postgres", "", Map.of());
        assertCure(refusal(nowhere), Cure.OPERATOR, "nowhere");
    }

    /** Each asks for slot and publication anew. */
    @Override
    Throwable refusal(DatabaseAddress address) throws Exception {
        try {
            return super.refusal(address);
        } finally {
            db.awaitUnread();
            db.execute(
                    "DROP PUBLICATION IF EXISTS " + db.slot(),
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
                            + db.slot() + "'");
        }
    }
}
