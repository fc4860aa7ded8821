package dev.firn.app.source;

import dev.firn.app.demo.server.FileTree;
import dev.firn.app.demo.server.PostgresBinaries;
import dev.firn.app.demo.server.PostgresServer;
import dev.firn.engine.source.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A standby that streams, made of a running primary by a base backup over SQL: the embedded binaries have no pg_basebackup. */
final class PostgresStandby {

    private PostgresStandby() {}

    /**
     * Starts one.
     *
     * @param primary a child process whose files are in {@code primaryDirectory}
     * @param directory for the standby's files; exists, and is empty
     */
    static PostgresServer of(PostgresServer primary, Path primaryDirectory, Path directory)
            throws IOException, SQLException {
        Path data = directory.resolve("data");
        try (Connection connection = primary.connect();
                Statement statement = connection.createStatement()) {
            boolean isBefore15 = connection.getMetaData().getDatabaseMajorVersion() < 15;
            statement.execute(
                    isBefore15
                            ? "SELECT pg_start_backup('standby', true, false)"
                            : "SELECT pg_backup_start('standby', true)");
            FileTree.copy(primaryDirectory.resolve("data"), data);
            try (ResultSet stopped = statement.executeQuery("SELECT labelfile FROM "
                    + (isBefore15 ? "pg_stop_backup(false, false)" : "pg_backup_stop(false)"))) {
                stopped.next();
                Files.writeString(data.resolve("backup_label"), stopped.getString(1));
            }
        }
        Files.delete(data.resolve("postmaster.pid"));
        Files.createFile(data.resolve("standby.signal"));
        DatabaseAddress address = primary.address();
        return PostgresServer.start(
                PostgresBinaries.fromClassPath(),
                directory,
                List.of("primary_conninfo=host=" + address.host() + " port=" + address.port() + " user="
                        + address.user()));
    }
}
