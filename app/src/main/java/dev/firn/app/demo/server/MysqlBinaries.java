package dev.firn.app.demo.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The programs of a MySQL server.
 *
 * @param directory MySQL's own "basedir": holds {@code bin/mysqld} or {@code sbin/mysqld}, and {@code share}
 * @param version such as {@code 8.0.33}
 */
public record MysqlBinaries(Path directory, String version) {

    private static final Pattern VERSION = Pattern.compile("Ver (\\d+\\.\\d+\\.\\d+)");
    private static final String ARCHIVED_VERSION = "8.0.33";

    /** What to run where there is no MySQL. */
    public static final String PROVISION_COMMAND = "./mvnw -pl app dependency:unpack@mysql-server";

    /**
     * Finds a server: the one that the system property {@code firn.mysql} names (its basedir), the one that the build unpacked
     * into the {@link Cache}, or an installed one.
     */
    public static Optional<MysqlBinaries> find() {
        String configured = System.getProperty("firn.mysql");
        if (configured != null) {
            return Optional.of(inspect(Path.of(configured))
                    .orElseThrow(() -> new ServerException("-Dfirn.mysql=" + configured
                            + " is no MySQL 8.0 or later: there is no bin/mysqld or sbin/mysqld below it"
                            + " that says so by --version")));
        }
        return Stream.concat(
                        Stream.of(unpacked()).filter(MysqlBinaries::isWhole),
                        Stream.of("/usr", "/usr/local/mysql", "/opt/mysql", "/opt/homebrew/opt/mysql")
                                .map(Path::of))
                .flatMap(directory -> inspect(directory).stream())
                .findFirst();
    }

    /** Finds a server like {@link #find()}, or says how to get one. */
    public static MysqlBinaries require() {
        return find().orElseThrow(() -> new ServerException("There is no MySQL: neither in " + unpacked()
                + " nor installed. In the source tree, '" + PROVISION_COMMAND
                + "' fetches one (550 MB, once); or name the directory of one by -Dfirn.mysql"));
    }

    Path server() {
        return Stream.of("bin/mysqld", "sbin/mysqld")
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new ServerException("There is no mysqld below " + directory));
    }

    private static Path unpacked() {
        return Cache.directory().resolve("mysql-" + ARCHIVED_VERSION + "-" + archivedPlatform());
    }

    private static String archivedPlatform() {
        // There is no archive for Apple's processors: these run the other one translated.
        return Cache.platform().startsWith("mac") ? "mac-x86_64" : Cache.platform();
    }

    /** Whether the build has finished unpacking: it leaves a marker behind itself, last. */
    private static boolean isWhole(Path unpacked) {
        try (Stream<Path> markers = Files.list(unpacked.resolve("unpacked"))) {
            return markers.findAny().isPresent();
        } catch (IOException none) {
            return false;
        }
    }

    private static Optional<MysqlBinaries> inspect(Path directory) {
        MysqlBinaries candidate = new MysqlBinaries(directory.toAbsolutePath(), "?");
        if (Stream.of("bin/mysqld", "sbin/mysqld").map(directory::resolve).noneMatch(Files::isRegularFile)) {
            return Optional.empty();
        }
        if (directory.equals(unpacked())) {
            SharedLibraries.complete(candidate.server(), directory.resolve("lib/private"));
        }
        List<String> command = new ArrayList<>(List.of(candidate.server().toString(), "--no-defaults", "--version"));
        Command.Result result = Command.run(command);
        Matcher version = VERSION.matcher(result.output());
        // MariaDB calls its server mysqld too, and its binlog is another one.
        if (result.status() != 0 || !version.find() || result.output().contains("MariaDB")) {
            return Optional.empty();
        }
        return version.group(1).startsWith("5.")
                ? Optional.empty()
                : Optional.of(new MysqlBinaries(candidate.directory(), version.group(1)));
    }
}
