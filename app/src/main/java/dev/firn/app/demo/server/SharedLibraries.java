package dev.firn.app.demo.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Shared libraries that a program needs and a slim machine lacks. They are taken from Debian's or Ubuntu's packages without
 * installing these, so that no privilege is needed.
 */
final class SharedLibraries {

    /** Library to the packages that may hold it, by the releases' naming. */
    private static final Map<String, List<String>> PACKAGES = new TreeMap<>(Map.of(
            "libaio.so.1", List.of("libaio1", "libaio1t64"),
            "libnuma.so.1", List.of("libnuma1"),
            "libstdc++.so.6", List.of("libstdc++6")));

    private static final Pattern MISSING = Pattern.compile("^\\s*(\\S+) => not found", Pattern.MULTILINE);

    private SharedLibraries() {}

    /**
     * Fetches what a program lacks.
     *
     * @param libraries a directory that the program looks into
     */
    static void complete(Path program, Path libraries) {
        if (!missing(program).isEmpty()) {
            Cache.locked(() -> {
                for (String library : missing(program)) {
                    fetch(library, program, libraries);
                }
                return libraries;
            });
        }
    }

    private static List<String> missing(Path program) {
        Command.Result linked = Command.run(List.of("ldd", program.toString()));
        Matcher matcher = MISSING.matcher(linked.output());
        List<String> missing = new ArrayList<>();
        while (matcher.find()) {
            missing.add(matcher.group(1));
        }
        return missing;
    }

    private static void fetch(String library, Path program, Path libraries) throws IOException {
        List<String> packages = PACKAGES.getOrDefault(library, List.of());
        Path work = Files.createTempDirectory(Cache.directory(), "packages");
        try {
            StringBuilder said = new StringBuilder();
            // As the machine is; then with package lists of our own, because images are shipped without theirs.
            for (List<String> options : List.of(List.<String>of(), ownLists(work))) {
                if (!options.isEmpty()) {
                    said.append(apt(work, options, "update").output());
                }
                for (String name : packages) {
                    Command.Result download = apt(work, options, "download", name);
                    said.append(download.output());
                    if (download.succeeded() && copyFromPackage(library, work, libraries)) {
                        return;
                    }
                }
            }
            throw new ServerException(
                    program + " needs " + library + ", which this machine lacks and apt-get could not fetch;"
                            + " install it (Debian: " + String.join(" or ", packages) + "). apt-get said:\n" + said);
        } finally {
            FileTree.delete(work);
        }
    }

    private static Command.Result apt(Path work, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(List.of("apt-get", "-q", "-y"));
        command.addAll(options);
        command.addAll(List.of(arguments));
        return Command.run(command, work);
    }

    private static List<String> ownLists(Path work) throws IOException {
        Path lists = work.resolve("lists");
        Path cache = work.resolve("cache");
        Files.createDirectories(lists.resolve("partial"));
        Files.createDirectories(cache.resolve("archives/partial"));
        return List.of("-o", "Dir::State::lists=" + lists, "-o", "Dir::Cache=" + cache, "-o", "APT::Sandbox::User=");
    }

    private static boolean copyFromPackage(String library, Path work, Path libraries) throws IOException {
        List<Path> downloaded = filesBelow(work, ".deb");
        Path unpacked = work.resolve("unpacked");
        for (Path file : downloaded) {
            Command.run(List.of("dpkg-deb", "-x", file.toString(), unpacked.toString()), work);
        }
        // libaio.so.1 itself, or since the change of 32-bit time libaio.so.1t64, which is the same on 64-bit machines.
        for (Path file : Files.exists(unpacked) ? filesBelow(unpacked, "") : List.<Path>of()) {
            String name = file.getFileName().toString();
            if (name.equals(library) || name.equals(library + "t64")) {
                Files.createDirectories(libraries);
                Files.copy(file.toRealPath(), libraries.resolve(library), StandardCopyOption.REPLACE_EXISTING);
                return true;
            }
        }
        return false;
    }

    private static List<Path> filesBelow(Path directory, String suffix) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + directory, e);
        }
    }
}
