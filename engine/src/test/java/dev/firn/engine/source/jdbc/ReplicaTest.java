package dev.firn.engine.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A replica hands out sessions only when it shows what the primary showed. */
class ReplicaTest {

    private static final Task READ = new Task("read public.orders", "");

    /** A log of numbers, and a replica that replays some of them in each pause. */
    private static final class Log implements Replica.Comparison<Integer> {
        int primary;
        int replayed;
        int perPause = 1;
        int pauses;
        int questions;
        boolean foreign;
        long nanos;
        Runnable onPause = () -> {};

        @Override
        public Integer primary() {
            questions++;
            return primary;
        }

        @Override
        public Optional<String> lack(Session session, Integer wanted) {
            if (foreign) {
                throw new SourceException(Cure.OPERATOR, "it is no replica", null);
            }
            return replayed >= wanted ? Optional.empty() : Optional.of("is " + (wanted - replayed) + " behind");
        }

        void pause() {
            pauses++;
            replayed += perPause;
            nanos += Duration.ofSeconds(1).toNanos();
            onPause.run();
        }
    }

    private final Log log = new Log();
    private int open;
    // One connection: whoever keeps it while waiting would hang.
    private final Connections connections = new Connections(
            this::connection,
            (task, failure) -> new SourceException(Cure.RETRY, String.valueOf(failure.getMessage()), failure),
            1);
    private final Replica<Integer> replica = new Replica<>(connections, log, () -> log.nanos, log::pause);

    private Connection connection() {
        open++;
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getReturnType() == int.class) {
                        return System.identityHashCode(proxy);
                    }
                    return method.getReturnType() == boolean.class ? Boolean.TRUE : null;
                });
    }

    @Test
    void theFirstSessionSeesWhatThePrimaryShowedThen() {
        log.primary = 3;

        replica.open(READ).close();

        assertThat(log.replayed).isEqualTo(3);
    }

    @Test
    void whatIsRequiredLaterIsWaitedForByTheNextSessionAlone() {
        log.primary = 3;
        replica.open(READ).close();
        log.primary = 5;

        replica.open(READ).close();
        assertThat(log.pauses).isEqualTo(3);

        replica.requireWhatPrimaryShows();
        assertThat(log.pauses).isEqualTo(3);

        replica.open(READ).close();
        assertThat(log.pauses).isEqualTo(5);
    }

    @Test
    void thePrimaryIsNotAskedForEachSession() {
        replica.open(READ).close();
        replica.open(READ).close();

        assertThat(log.questions).isEqualTo(1);
    }

    @Test
    void aReplicaThatWasReplacedIsWaitedForAgain() {
        log.primary = 3;
        replica.open(READ).close();
        log.replayed = 1;

        replica.open(READ).close();

        assertThat(log.replayed).isEqualTo(3);
    }

    @Test
    void theConnectionIsFreeWhileItWaits() {
        log.primary = 1;
        log.onPause = () -> connections.open(READ).close();

        replica.open(READ).close();

        assertThat(log.pauses).isEqualTo(1);
        assertThat(open).isEqualTo(1);
    }

    @Test
    void aReplicaThatStandsStillIsGivenUpInTheEndAndTriedAgain() {
        log.primary = 7;
        log.perPause = 0;

        assertThatThrownBy(() -> replica.open(READ))
                .isInstanceOfSatisfying(
                        SourceException.class, e -> assertThat(e.cure()).isEqualTo(Cure.RETRY))
                .hasMessageStartingWith(
                        "Cannot read public.orders at the replica of source.load-from: after 5 minutes it is 7 behind");
        assertThat(log.pauses).isBetween(300, 302);

        log.replayed = 7;
        replica.open(READ).close();
    }

    @Test
    void aServerThatIsNoReplicaGivesItsConnectionBack() {
        log.foreign = true;
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> replica.open(READ)).hasMessage("it is no replica");
        }
        assertThat(open).isEqualTo(1);
    }
}
