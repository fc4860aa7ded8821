package dev.firn.app.demo.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a short command to its end. */
public final class Command {

    private Command() {}

    /**
     * How a command ended.
     *
     * @param status its exit status; -1 if it could not be started
     * @param output what it printed, error output included
     */
    public record Result(int status, String output) {
        public boolean succeeded() {
            return status == 0;
        }
    }

    /** Runs a command in the present directory. */
    public static Result run(List<String> command) {
        return run(command, Path.of("").toAbsolutePath());
    }

    /** Runs a command in a directory. */
    public static Result run(List<String> command, Path directory) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("Interrupted while running " + String.join(" ", command), e);
        }
    }
}
