package dev.firn.app.demo.server;

import dev.firn.engine.source.DatabaseAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A MySQL with row-based binary logs and GTIDs. The superuser is {@link #USER} without a password. */
public non-sealed interface MysqlServer extends DatabaseServer {

    /** Its superuser. */
    String USER = "root";

    /** What each is set to, wherever it runs: {@code name=value}, as options of {@code mysqld}. */
    List<String> SETTINGS = List.of(
            "skip-name-resolve=ON",
            "mysqlx=OFF",
            "server-id=1",
            "log-bin=binlog",
            "binlog-format=ROW",
            "binlog-row-image=FULL",
            "binlog-row-metadata=FULL",
            "gtid-mode=ON",
            "enforce-gtid-consistency=ON",
            "secure-file-priv=NULL",
            // It has to survive its own crashes, not those of the machine: nothing is synced at each commit.
            "sync-binlog=0",
            "innodb-flush-log-at-trx-commit=2",
            "innodb-buffer-pool-size=64M",
            "max-allowed-packet=64M",
            "performance-schema=OFF",
            "log-error-verbosity=2",
            "log-timestamps=UTC",
            "default-time-zone=+00:00");

    /**
     * Starts a server of the version that {@link MysqlBinaries#require()} finds, as a child process.
     *
     * @param directory where its data and log are; taken over if there is data of an earlier server, else initialised
     */
    static MysqlServer start(Path directory) {
        return start(MysqlBinaries.require(), directory, List.of());
    }

    /**
     * Starts a server of a given version, as a child process.
     *
     * @param directory where its data and log are; taken over if there is data of an earlier server, else initialised
     * @param settings further settings, each as {@code name=value}, such as {@code gtid-mode=OFF}; they win over {@link #SETTINGS}
     */
    static MysqlServer start(MysqlBinaries binaries, Path directory, List<String> settings) {
        return new MysqlProcess(binaries, directory, settings);
    }

    @Override
    default Connection connect() throws SQLException {
        return connect("");
    }

    /** Opens a connection of the superuser with one of the databases as the present one, with auto-commit. */
    default Connection connect(String database) throws SQLException {
        return connect(database, Map.of());
    }

    /** The same with further properties of the driver. */
    default Connection connect(String database, Map<String, String> properties) throws SQLException {
        DatabaseAddress address = address();
        Properties all = new Properties();
        all.setProperty("user", address.user());
        all.setProperty("password", address.password());
        all.setProperty("allowPublicKeyRetrieval", "true");
        all.setProperty("connectionTimeZone", "UTC");
        all.putAll(properties);
        return DriverManager.getConnection(
                "jdbc:mysql://" + address.host() + ":" + address.port() + "/" + database, all);
    }
}
