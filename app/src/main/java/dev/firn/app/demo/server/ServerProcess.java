package dev.firn.app.demo.server;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A child process whose output is written to a file and can be waited for, line by line. It ends with this JVM at the
 * latest, unless this JVM is killed.
 */
public final class ServerProcess implements AutoCloseable {

    private static final int REMEMBERED_LINES = 20_000;
    private static final int REPORTED_LINES = 25;
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(30);

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread reader;
    private final Thread atShutdown;
    private final Deque<String> lines = new ArrayDeque<>();
    private final Deque<Wait> waits = new ArrayDeque<>();
    private boolean outputEnded;

    private record Wait(Predicate<String> wanted, CompletableFuture<String> found) {}

    private ServerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.reader = new Thread(this::readOutput, name + "-output");
        this.atShutdown = new Thread(this::destroyTree, name + "-shutdown");
    }

    /**
     * Starts a process.
     *
     * @param name what to call it in threads and errors
     * @param command program and arguments
     * @param environment added to this process's environment
     * @param log where its output and error output are appended
     */
    public static ServerProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            ServerProcess started = new ServerProcess(name, builder.start(), log);
            started.process.getOutputStream().close();
            started.reader.setDaemon(true);
            started.reader.start();
            Runtime.getRuntime().addShutdownHook(started.atShutdown);
            return started;
        } catch (IOException e) {
            throw new ServerException("Cannot start " + name + " by " + String.join(" ", command), e);
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The file with its output. */
    public Path log() {
        return log;
    }

    /** The first line of its output, past or to come, that is wanted; fails when the output ends without one. */
    public CompletableFuture<String> line(Predicate<String> wanted) {
        synchronized (lines) {
            for (String line : lines) {
                if (wanted.test(line)) {
                    return CompletableFuture.completedFuture(line);
                }
            }
            CompletableFuture<String> found = new CompletableFuture<>();
            if (outputEnded) {
                found.completeExceptionally(new ServerException(name + " has ended"));
            } else {
                waits.add(new Wait(wanted, found));
            }
            return found;
        }
    }

    /**
     * Waits for a line of its output, past or to come.
     *
     * @param what what the line says, for the error
     * @throws ServerException with the end of the output, if the process ends before or the time is over
     */
    public String awaitLine(String what, Predicate<String> wanted, Duration timeout) {
        try {
            return line(wanted).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ServerException(
                    name + " did not say '" + what + "' within " + timeout.toSeconds() + " s" + lastLines(), e);
        } catch (ExecutionException e) {
            throw new ServerException(name + " ended before it said '" + what + "'" + lastLines(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("Interrupted while waiting for " + name + " to say '" + what + "'", e);
        }
    }

    /**
     * Waits for the end of the process, and of its output.
     *
     * @return its exit status
     * @throws ServerException with the end of the output, if it still runs after the time
     */
    public int awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ServerException(name + " still runs after " + timeout.toSeconds() + " s" + lastLines());
            }
            // A child that outlived the process may hold the pipe open: do not wait for that one forever.
            reader.join(Duration.ofSeconds(5).toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("Interrupted while waiting for the end of " + name, e);
        }
    }

    /** Sends SIGTERM to the process, and to none of its children. */
    public void terminate() {
        // Not Process.destroy: that closes its output, and the last words are lost.
        process.toHandle().destroy();
    }

    /** Sends a signal to the process, and to none of its children; nothing happens if it has ended. */
    void signal(String signal) {
        if (!process.isAlive()) {
            return;
        }
        try {
            // The shell's own kill: a slim container has no kill program.
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new ServerException("Cannot send SIG" + signal + " to " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("Interrupted while sending SIG" + signal + " to " + name, e);
        }
    }

    /** Kills the process and all its descendants with SIGKILL, and returns when they are gone. */
    public void kill() {
        List<ProcessHandle> killed = destroyTree();
        try {
            for (ProcessHandle handle : killed) {
                handle.onExit().get(KILL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
            reader.join(KILL_TIMEOUT.toMillis());
        } catch (ExecutionException | TimeoutException e) {
            throw new ServerException(name + " (process " + process.pid() + ") does not die of SIGKILL", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("Interrupted while killing " + name, e);
        }
        forgetShutdown();
    }

    @Override
    public void close() {
        kill();
    }

    /** The end of its output, for errors; empty if there was none. */
    public String lastLines() {
        synchronized (lines) {
            if (lines.isEmpty()) {
                return "; it printed nothing";
            }
            List<String> last = lines.stream()
                    .skip(Math.max(0, lines.size() - REPORTED_LINES))
                    .toList();
            return "; the end of its output (" + log + "):\n  " + String.join("\n  ", last);
        }
    }

    @Override
    public String toString() {
        return name + " (process " + process.pid() + ")";
    }

    private List<ProcessHandle> destroyTree() {
        // Looked up first: when their parent has died, nobody knows that they were its children.
        List<ProcessHandle> tree = Stream.concat(
                        Stream.of(process.toHandle()), process.toHandle().descendants())
                .toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        return tree;
    }

    private void forgetShutdown() {
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs, or has run.
        }
    }

    private void readOutput() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter file = Files.newBufferedWriter(
                        log, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                file.write(line);
                file.newLine();
                file.flush();
                remember(line);
            }
        } catch (IOException e) {
            remember("(its output could not be read or written on: " + e + ")");
        } finally {
            endOutput();
        }
    }

    private void remember(String line) {
        synchronized (lines) {
            lines.add(line);
            if (lines.size() > REMEMBERED_LINES) {
                lines.remove();
            }
            waits.removeIf(wait -> wait.wanted().test(line) && wait.found().complete(line));
        }
    }

    private void endOutput() {
        synchronized (lines) {
            outputEnded = true;
            waits.forEach(wait -> wait.found().completeExceptionally(new ServerException(name + " has ended")));
            waits.clear();
        }
    }
}
