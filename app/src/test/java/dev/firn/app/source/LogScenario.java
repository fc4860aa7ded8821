package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.SourceState;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A database for one test, a stream that reads its log, and what was heard of it. */
abstract class LogScenario<F extends SourceFixture> {

    final HeardEvents heard = new HeardEvents();
    F db;

    abstract F create() throws Exception;

    @BeforeEach
    void createDatabase() throws Exception {
        db = create();
    }

    @AfterEach
    void closeDatabase() throws Exception {
        db.close();
    }

    ChangeStream open(Optional<SourceState> from) throws Exception {
        return open(db.source(), from);
    }

    /** Opens a stream that is heard, when the server has seen the end of the one before. */
    ChangeStream open(ChangeSource source, Optional<SourceState> from) throws Exception {
        db.awaitUnread();
        ChangeStream stream = source.open(from, heard);
        heard.watch(stream.ended());
        return stream;
    }

    /** Opens a stream from where the source stands, runs statements, and gives what was heard of them. */
    List<ChangeEvent> hear(Map<TableId, TableRules> rules, String... statements) throws Exception {
        try (ChangeStream stream = open(db.source(rules), Optional.empty())) {
            heard.awaitReached(db.now());
            db.execute(statements);
            heard.awaitReached(db.now());
        }
        return heard.all();
    }

    List<ChangeEvent> hear(String... statements) throws Exception {
        return hear(Map.of(), statements);
    }

    /** What is heard of statements, as lines. */
    List<String> told(String... statements) throws Exception {
        return Transcript.of(hear(statements));
    }

    /** Why a stream ends by itself. */
    static Throwable end(ChangeStream stream) throws Exception {
        try {
            stream.ended().toCompletableFuture().get(HeardEvents.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return new AssertionError("The stream ended in order");
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    static void assertCure(Throwable failure, Cure cure, String... words) {
        assertThat(failure).isInstanceOf(SourceException.class);
        assertThat(failure.getMessage()).contains("Cannot ").contains(words.length == 0 ? new String[] {";"} : words);
        assertThat(((SourceException) failure).cure()).as(failure.getMessage()).isEqualTo(cure);
    }
}
