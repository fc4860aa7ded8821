package dev.firn.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadBenchTest {

    @TempDir
    private Path directory;

    /** Small, so that it shows that the rows are right, and nothing of speed. */
    @Test
    void everyTableIsReadAsItWasWritten() {
        BenchListener listener = new BenchListener() {
            @Override
            public void step(String text) {}

            @Override
            public void progress(String text) {}
        };

        List<String> lines = new ReadBench(directory, 2_000, 14, 3, listener).run();

        assertThat(lines).hasSize(6);
        assertThat(lines.get(3)).contains("after 3 checkpoints");
        assertThat(lines.get(4)).startsWith("rewritten").doesNotContain(" 0 MB/s read");
        assertThat(lines.get(5)).startsWith("ratio ");
    }
}
