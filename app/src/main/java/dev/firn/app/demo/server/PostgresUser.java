package dev.firn.app.demo.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** As whom PostgreSQL runs, which refuses to run as root. */
enum PostgresUser {
    /** As whoever started this process. */
    SELF(List.of()) {
        @Override
        void own(Path directory) {
            // It does already.
        }
    },
    /** As root who does not look like root: in a user namespace of its own, where nobody is mapped. */
    NAMESPACE(List.of("unshare", "-U")) {
        @Override
        void own(Path directory) {
            // The files are root's, and seen from within the namespace root looks the same as the server.
        }
    },
    /** As nobody, who may read and write what root may: the data may lie below a directory that only root can enter. */
    NOBODY(List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=+dac_override",
            "--ambient-caps=+dac_override")) {
        @Override
        void own(Path directory) throws IOException {
            Files.setAttribute(directory, "unix:uid", 65534);
            Files.setAttribute(directory, "unix:gid", 65534);
        }

        /** A program asks by access(2) whether it may run another; there a privilege does not count. */
        @Override
        PostgresBinaries reachable(PostgresBinaries binaries) throws IOException {
            Path name = binaries.directory().getFileName();
            Path copy = Path.of(System.getProperty("java.io.tmpdir"), "firn-" + name);
            if (!Files.exists(copy)) {
                Path copying = Files.createTempDirectory("firn-postgres");
                FileTree.copy(binaries.directory(), copying.resolve("whole"));
                Files.setPosixFilePermissions(copying.resolve("whole"), PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.move(copying.resolve("whole"), copy, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(copying);
            }
            return new PostgresBinaries(copy);
        }
    };

    private final List<String> prefix;

    PostgresUser(List<String> prefix) {
        this.prefix = prefix;
    }

    /** Chooses by who runs this process, and by what the machine (a container may refuse namespaces) allows. */
    static PostgresUser choose() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return SELF;
        }
        if (NAMESPACE.works()) {
            return NAMESPACE;
        }
        if (NOBODY.works()) {
            return NOBODY;
        }
        throw new ServerException(
                "PostgreSQL refuses to run as root, and neither 'unshare -U' nor 'setpriv --reuid' works"
                        + " here: run as another user");
    }

    /** What stands before a command so that it runs as this user. */
    List<String> prefix() {
        return prefix;
    }

    /** Gives a directory to this user. */
    abstract void own(Path directory) throws IOException;

    /** The same programs where this user can run them. */
    PostgresBinaries reachable(PostgresBinaries binaries) throws IOException {
        return binaries;
    }

    private boolean works() {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            Process attempt = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return attempt.waitFor(10, TimeUnit.SECONDS) && attempt.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
