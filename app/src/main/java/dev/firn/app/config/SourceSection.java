package dev.firn.app.config;

import dev.firn.engine.source.DatabaseAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code source}: the database to read.
 *
 * @param type which database it is
 * @param host name or address
 * @param port TCP port
 * @param database the PostgreSQL database; empty for MySQL, whose databases are chosen by {@code tables}
 * @param user who connects
 * @param password of the user
 * @param loadFrom a replica at which loads read, reached like the database itself; empty: they read where the log is read
 * @param tls how the connection is protected
 * @param properties further properties of the JDBC driver
 * @param connections how many connections loads may hold, beside those for short questions and for the log
 * @param load how fast loads may read
 * @param heartbeat how often an idle source is asked where it stands
 */
public record SourceSection(
        SourceType type,
        String host,
        int port,
        String database,
        String user,
        Secret password,
        Optional<Endpoint> loadFrom,
        Tls tls,
        Map<String, Secret> properties,
        int connections,
        LoadSection load,
        Duration heartbeat) {

    public static final int DEFAULT_CONNECTIONS = 4;
    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(10);

    private static final int MOST_CONNECTIONS = 64;
    private static final Duration LEAST_HEARTBEAT = Duration.ofMillis(100);

    public SourceSection {
        properties = Map.copyOf(properties);
    }

    /** The databases that can be read. */
    public enum SourceType {
        POSTGRES(5432),
        MYSQL(3306);

        private final int defaultPort;

        SourceType(int defaultPort) {
            this.defaultPort = defaultPort;
        }

        public int defaultPort() {
            return defaultPort;
        }
    }

    /** How the connection is protected. */
    public enum Tls {
        /** Never encrypted. */
        DISABLE("disable", "DISABLED"),
        /** Encrypted if the server can; says nothing about who the server is. */
        PREFER("prefer", "PREFERRED"),
        /** Encrypted or refused; says nothing about who the server is. */
        REQUIRE("require", "REQUIRED"),
        /** Encrypted, and the certificate is signed by an authority that the client trusts. */
        VERIFY_CA("verify-ca", "VERIFY_CA"),
        /** The same, and the certificate names the host. */
        VERIFY_FULL("verify-full", "VERIFY_IDENTITY");

        private final String postgresMode;
        private final String mysqlMode;

        Tls(String postgresMode, String mysqlMode) {
            this.postgresMode = postgresMode;
            this.mysqlMode = mysqlMode;
        }
    }

    static SourceSection read(Section section) {
        SourceType type = section.entry("type").choice(SourceType.class);
        String host = section.entry("host").text();
        int port = section.entry("port").integer(type.defaultPort(), 1, 65535);
        String database = readDatabase(section.entry("database"), type);
        SourceSection source = new SourceSection(
                type,
                host,
                port,
                database,
                section.entry("user").text(),
                section.entry("password").secret(),
                readLoadFrom(section.entry("load-from"), type),
                section.entry("tls").choice(Tls.class, Tls.PREFER),
                section.entry("properties").section().secrets(),
                section.entry("connections").integer(DEFAULT_CONNECTIONS, 1, MOST_CONNECTIONS),
                LoadSection.read(section.entry("load").section()),
                readHeartbeat(section.entry("heartbeat")));
        section.refuseUnknownKeys();
        return source;
    }

    private static String readDatabase(Entry entry, SourceType type) {
        return switch (type) {
            case POSTGRES -> entry.text();
            case MYSQL -> {
                if (entry.isPresent()) {
                    entry.refuse(
                            "is for PostgreSQL; of a MySQL server, tables.include names the databases: [\"shop.*\"]");
                }
                yield "";
            }
        };
    }

    private static Optional<Endpoint> readLoadFrom(Entry entry, SourceType type) {
        return entry.parsed(Optional.empty(), text -> Optional.of(Endpoint.parse(text, type.defaultPort())));
    }

    private static Duration readHeartbeat(Entry entry) {
        Duration heartbeat = entry.duration(DEFAULT_HEARTBEAT);
        if (heartbeat.compareTo(LEAST_HEARTBEAT) < 0) {
            entry.refuse("must be at least " + Durations.format(LEAST_HEARTBEAT));
        }
        return heartbeat;
    }

    /** The address with its secrets fetched and revealed. */
    public DatabaseAddress address() {
        return address(new Endpoint(host, port));
    }

    /** The address of the replica at which loads read, likewise. */
    public Optional<DatabaseAddress> loadFromAddress() {
        return loadFrom.map(this::address);
    }

    private DatabaseAddress address(Endpoint endpoint) {
        Map<String, String> driverProperties = new LinkedHashMap<>();
        switch (type) {
            case POSTGRES -> driverProperties.put("sslmode", tls.postgresMode);
            case MYSQL -> {
                driverProperties.put("sslMode", tls.mysqlMode);
                if (tls == Tls.DISABLE) {
                    // Else a password that the server has not seen lately cannot be sent at all.
                    driverProperties.put("allowPublicKeyRetrieval", "true");
                }
            }
        }
        properties.forEach((name, value) -> driverProperties.put(name, value.reveal()));
        return new DatabaseAddress(
                endpoint.host(), endpoint.port(), database, user, password.reveal(), driverProperties);
    }
}
