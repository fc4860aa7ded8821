package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.SourceState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every stream says when it cannot be read on, and whether that heals by itself. */
abstract class StreamFailureContract<F extends SourceFixture> extends LogScenario<F> {

    /** Creates a database on a server that is for one test alone. */
    abstract F createElsewhere(Path directory) throws Exception;

    /** Has the server end the connection by which the stream is read. */
    abstract void cutStream() throws Exception;

    @Test
    void aCutConnectionIsTriedAgain() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        try (ChangeStream stream = open(Optional.empty())) {
            heard.awaitReached(db.now());
            db.execute("INSERT INTO t VALUES (1)");
            heard.awaitReached(db.now());
            cutStream();
            assertCure(end(stream), Cure.RETRY, "Cannot read the ", "log of");
        }
    }

    @Test
    void aServerThatIsGoneIsTriedAgain(@TempDir Path directory) throws Exception {
        try (F there = createElsewhere(directory);
                DatabaseServer server = there.server();
                ChangeStream stream = there.source().open(Optional.empty(), heard)) {
            heard.watch(stream.ended());
            SourceState state = stream.stateAt(heard.awaitReached(there.now()));
            server.kill();
            assertCure(end(stream), Cure.RETRY, "Cannot read the ", "log of");
            assertThatThrownBy(() -> there.source().open(Optional.of(state), heard))
                    .satisfies(failure -> assertCure(failure, Cure.RETRY));
        }
    }

    /** Why a stream from a state cannot be opened, or ends. */
    static Throwable refusal(ChangeSource source, Optional<SourceState> from) throws Exception {
        try (ChangeStream stream = source.open(from, new HeardEvents())) {
            return end(stream);
        } catch (SourceException e) {
            return e;
        }
    }

    /** Why a stream of another user, or of another database, cannot be opened, or ends. */
    Throwable refusal(DatabaseAddress address) throws Exception {
        return refusal(db.source(db.settings(address, Map.of())), Optional.empty());
    }
}
