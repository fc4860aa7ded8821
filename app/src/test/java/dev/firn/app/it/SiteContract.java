package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What is promised on a site of each test's own: a database, a lake, and the real process between them. */
abstract class SiteContract {

    @TempDir
    private Path directory;

    private @Nullable Site site;

    /** Starts the database in the directory. */
    abstract DatabaseServer start(Path directory);

    /** Makes the site; its lake is a folder unless the contract is about another. */
    Site open(DatabaseServer database, Path place) throws IOException {
        return new Site(database, place);
    }

    @BeforeEach
    void openSite() throws IOException {
        site = open(start(Files.createDirectory(directory.resolve("database"))), directory);
    }

    @AfterEach
    void closeSite() {
        if (site != null) {
            site.close();
        }
    }

    /** Where the site is, and what a test puts beside it. */
    Path directory() {
        return directory;
    }

    Site site() {
        if (site == null) {
            throw new IllegalStateException("The site is not open");
        }
        return site;
    }
}
