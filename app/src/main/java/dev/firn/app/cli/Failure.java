package dev.firn.app.cli;

import dev.firn.app.bench.BenchFailedException;
import dev.firn.app.config.ConfigurationException;
import dev.firn.app.demo.DemoFailedException;
import dev.firn.app.demo.server.ServerException;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.source.SourceException;

/**
 * What a user is told when a command fails.
 *
 * @param code the exit status
 * @param message what was attempted, what was found, and what to do
 */
record Failure(int code, String message) {

    static Failure of(Throwable thrown) {
        if (thrown instanceof ConfigurationException configuration) {
            int count = configuration.problems().size();
            String title =
                    count == 1 ? "The configuration has a problem:" : "The configuration has " + count + " problems:";
            return new Failure(ExitStatus.CONFIGURATION, title + "\n" + configuration.getMessage());
        }
        if (thrown instanceof RunningProcess.Refusal refusal) {
            return new Failure(refusal.code(), String.valueOf(refusal.getMessage()));
        }
        if (thrown instanceof SourceException source) {
            return new Failure(ExitStatus.SOURCE, String.valueOf(source.getMessage()));
        }
        if (thrown instanceof LakeException lake) {
            return new Failure(ExitStatus.LAKE, String.valueOf(lake.getMessage()));
        }
        if (thrown instanceof DemoFailedException demo) {
            return new Failure(demo.exit().reason().code(), String.valueOf(demo.getMessage()));
        }
        if (thrown instanceof BenchFailedException bench) {
            return new Failure(ExitStatus.NOT_AS_HOPED, String.valueOf(bench.getMessage()));
        }
        if (thrown instanceof ServerException server) {
            return new Failure(ExitStatus.NOT_AS_HOPED, String.valueOf(server.getMessage()));
        }
        return new Failure(ExitStatus.DEFECT, thrown.toString());
    }
}
