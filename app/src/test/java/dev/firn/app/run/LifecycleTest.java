package dev.firn.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private final List<String> closed = new ArrayList<>();
    private final Lifecycle lifecycle = new Lifecycle();

    @Test
    void closesInReverseAndOnce() {
        lifecycle.add(() -> closed.add("first"));
        lifecycle.add(() -> closed.add("second"));

        lifecycle.close();
        lifecycle.close();

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void closesTheOthersWhenOneFailsAndKeepsEveryFailure() {
        lifecycle.add(() -> closed.add("first"));
        lifecycle.add(() -> {
            throw new IOException("disk");
        });
        lifecycle.add(() -> {
            throw new IllegalStateException("socket");
        });

        assertThatThrownBy(lifecycle::close)
                .hasMessage("socket")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .satisfies(suppressed -> assertThat(suppressed).hasRootCauseMessage("disk")));
        assertThat(closed).containsExactly("first");
    }

    @Test
    void whatClosingThrowsAfterAFailureIsSuppressedInIt() {
        lifecycle.add(() -> {
            throw new IllegalStateException("socket");
        });
        RuntimeException failure = new RuntimeException("cannot open");

        lifecycle.closeAfter(failure);

        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(thrown -> assertThat(thrown).hasMessage("socket"));
    }

    @Test
    void anInterruptionIsKept() {
        lifecycle.add(() -> {
            throw new InterruptedException();
        });

        assertThatThrownBy(lifecycle::close).isInstanceOf(IllegalStateException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
