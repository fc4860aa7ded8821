package dev.firn.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.Statuses;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"RECOVERING,200,503", "RUNNING,200,200", "WAITING_TO_RETRY,200,503", "STOPPING,200,503", "ENDED,503,503"
    })
    void everyActivity(Activity activity, int live, int ready) {
        Health health = new Health(() -> Statuses.with(activity), threads);
        assertThat(health.live().status()).isEqualTo(live);
        assertThat(health.ready().status()).isEqualTo(ready);
    }

    @Test
    void aPipelineThatDoesNotAnswerIsNotAlive() {
        CountDownLatch stuck = new CountDownLatch(1);
        Health health = new Health(() -> waitFor(stuck), threads, Duration.ofMillis(20));

        assertThat(health.live().status()).isEqualTo(503);
        assertThat(health.live().body()).startsWith("stuck: ");
    }

    private static PipelineStatus waitFor(CountDownLatch latch) {
        try {
            latch.await();
            return Statuses.running();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
