package dev.firn.app.cli;

import dev.firn.app.config.ConfigurationException;
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
        if (thrown instanceof SourceException source) {
            return new Failure(ExitStatus.SOURCE, String.valueOf(source.getMessage()));
        }
        if (thrown instanceof LakeException lake) {
            return new Failure(ExitStatus.LAKE, String.valueOf(lake.getMessage()));
        }
        return new Failure(ExitStatus.DEFECT, thrown.toString());
    }
}
