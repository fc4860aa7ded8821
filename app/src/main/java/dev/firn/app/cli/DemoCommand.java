package dev.firn.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code firn demo}. */
@Command(name = "demo", description = "Shows the main job on a database of its own.")
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 70;
    }
}
