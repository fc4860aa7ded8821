package dev.firn.app.source;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.SourceState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a stream of MySQL's log fails. */
class MysqlStreamFailureIT extends StreamFailureContract<MysqlFixture> {

    private static final int BEGINNINGS = 5;

    private static MysqlServer server;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = Servers.mysql(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    MysqlFixture create() throws Exception {
        return new MysqlFixture(server);
    }

    @Override
    MysqlFixture createElsewhere(Path directory) throws Exception {
        return new MysqlFixture(Servers.mysql(directory));
    }

    @Override
    void cutStream() throws Exception {
        // The newest: the server forgets an earlier test's stream only when it has something to send to it.
        db.execute("KILL "
                + db.query("SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'"
                        + " ORDER BY id DESC LIMIT 1"));
    }

    @Test
    void aPurgedLogNeedsTheOperator(@TempDir Path directory) throws Exception {
        try (MysqlFixture there = createElsewhere(directory);
                DatabaseServer server = there.server()) {
            SourceState state;
            there.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            try (ChangeStream stream = there.source().open(Optional.empty(), heard)) {
                heard.watch(stream.ended());
                state = stream.stateAt(heard.awaitReached(there.now()));
            }
            there.execute("INSERT INTO t VALUES (1)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (2)");
            there.execute("PURGE BINARY LOGS TO '" + there.now().file() + "'");
            assertCure(refusal(there.source(), Optional.of(state)), Cure.OPERATOR, "no longer", "--start-anew");
        }
    }

    /** Rows and changes of columns go on while a stream begins; what then comes of it, if not a stream, is tried again. */
    @Test
    void definitionsThatChangeWhileTheyAreReadAreReadAgain() throws Exception {
        db.execute("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY)");
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> changeColumns(enough));
        try {
            for (int i = 0; i < BEGINNINGS; i++) {
                heard.clear();
                try (ChangeStream stream = open(Optional.empty())) {
                    assertBeginsOrIsTriedAgain(stream);
                }
            }
        } finally {
            enough.set(true);
            changes.get(HeardEvents.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void assertBeginsOrIsTriedAgain(ChangeStream stream) throws Exception {
        try {
            heard.await(ChangeEvent.Boundary.class::isInstance);
        } catch (AssertionError e) {
            assertCure(end(stream), Cure.RETRY, "a definition was changed while the definitions were read");
        }
    }

    private void changeColumns(AtomicBoolean enough) {
        try {
            while (!enough.get()) {
                db.execute(
                        "INSERT INTO t VALUES ()",
                        "ALTER TABLE t ADD COLUMN c INT",
                        "INSERT INTO t VALUES ()",
                        "ALTER TABLE t DROP COLUMN c");
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aUserWhoMayNotNeedsTheOperator() throws Exception {
        db.execute("CREATE USER weak" + db.number + " IDENTIFIED BY 'x'");
        assertCure(refusal(as("weak" + db.number, "wrong")), Cure.OPERATOR, "weak" + db.number);
        assertCure(refusal(as("weak" + db.number, "x")), Cure.OPERATOR);
        db.execute("GRANT SELECT, REPLICATION CLIENT ON *.* TO weak" + db.number);
        assertCure(refusal(as("weak" + db.number, "x")), Cure.OPERATOR);
    }

    private DatabaseAddress as(String user, String password) {
        return new DatabaseAddress(
                db.address().host(),
                db.address().port(),
                "",
                user,
                password,
                Map.of("allowPublicKeyRetrieval", "true"));
    }

    @Test
    void twoStreamsOfOnePipelineDoNotGoOnSideBySide() throws Exception {
        try (ChangeStream first = open(Optional.empty())) {
            SourceState state = first.stateAt(heard.awaitReached(db.now()));
            try (ChangeStream second = db.source().open(Optional.of(state), new HeardEvents())) {
                // The server gives the id to whoever came last, and says so to the other.
                assertCure(end(first), Cure.OPERATOR, "server id");
            }
        }
    }
}
