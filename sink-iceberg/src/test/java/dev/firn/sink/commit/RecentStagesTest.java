package dev.firn.sink.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.StagedFiles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentStagesTest {

    private final Ticking clock = new Ticking();
    private final RecentStages recent = new RecentStages(clock);

    @Test
    void whatThisProcessListedIsTrustedForAWhile() {
        StagedFiles own = recent.listed(staged("own"));
        assertThat(recent.contains(own)).isTrue();
        assertThat(recent.contains(staged("another's"))).isFalse();

        clock.now = clock.now.plus(Duration.ofMinutes(61));
        assertThat(recent.contains(own)).as("of a load that takes long").isFalse();
    }

    @Test
    void noFilesAreAlwaysThere() {
        assertThat(recent.contains(StagedFiles.NONE)).isTrue();
        assertThat(recent.contains(recent.listed(StagedFiles.NONE))).isTrue();
    }

    private static StagedFiles staged(String manifest) {
        return new StagedFiles(List.of(manifest), List.of(), 1, 0, 1, 1);
    }

    private static final class Ticking extends Clock {

        private Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
