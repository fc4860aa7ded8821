package dev.firn.engine.source.debezium;

import dev.firn.engine.source.ChangeListener;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.SourceState;
import dev.firn.engine.source.debezium.StreamedTables.KeysTold;
import dev.firn.engine.source.mysql.LoggedServer;
import dev.firn.engine.source.mysql.MysqlConnector;
import dev.firn.schema.mapping.MysqlTypes;
import dev.firn.schema.mapping.TypeMapping;
import io.debezium.connector.mysql.MySqlConnector;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The binary log of a MySQL server, all of its databases, with or without GTIDs.
 *
 * <p>A first stream starts where the server stands, with the definitions of the tables as the connector then reads them, without locks. All
 * tables' definitions are kept, selected or not, so that a table that is selected later can be read at once.
 */
public final class DebeziumMysqlSource implements ChangeSource {

    /** The connector asks the server for a heartbeat after this part of its keep-alive interval. */
    private static final double HEARTBEAT_PART = 0.8;

    private static final String PLAIN_SESSION = "sql_mode='',sql_quote_show_create=1";

    private final SourceSettings settings;
    private final TypeMapping types;
    private final LoggedServer server;

    /**
     * @param types how native types become Iceberg's
     * @param server whom to ask for what the log leaves open
     */
    public DebeziumMysqlSource(SourceSettings settings, TypeMapping types, LoggedServer server) {
        this.settings = settings;
        this.types = types;
        this.server = server;
    }

    @Override
    public ChangeStream open(Optional<SourceState> from, ChangeListener listener) {
        String name = ConnectorProperties.name(settings);
        MysqlHistory history =
                from.map(state -> MysqlHistory.read(state.schemaHistory())).orElseGet(MysqlHistory::empty);
        MysqlMark start = from.map(state -> MysqlMark.of(OffsetText.read(state.offset()), 0))
                .orElse(null);
        String key = name + "-" + UUID.randomUUID();
        BinlogRefusals refusals = new BinlogRefusals();
        MysqlHistoryAccess.lend(key, history);
        BinlogAccess.lend(key, refusals, server, settings.selection()::selects, history);
        MysqlValues.lend(key, server.charsets());
        try {
            StreamedTables tables = new StreamedTables(
                    settings,
                    types,
                    server::table,
                    KeysTold.ALWAYS,
                    (schema, source, type) -> MysqlTypes.isConverted(source, type)
                            ? MysqlValues::plainText
                            : ColumnSchemas.correction(schema),
                    MysqlConstants::raw,
                    (shown, transaction) -> Lineages.Traced.BY_NAME);
            var translator = new MysqlTranslator(tables, history, refusals, server::position, name, start);
            ConnectorStream stream = new ConnectorStream(
                    name + "-log",
                    new WatchedMysqlTask(settings.heartbeat()),
                    new KeptOffset(properties(key), offset(start)),
                    translator,
                    listener,
                    new StreamFailures("the binary log of " + settings.address(), translator::isBeginning));
            stream.start();
            stream.ended().whenComplete((done, failure) -> takeBack(key));
            return stream;
        } catch (RuntimeException e) {
            takeBack(key);
            throw e;
        }
    }

    private static void takeBack(String key) {
        MysqlHistoryAccess.takeBack(key);
        BinlogAccess.takeBack(key);
        MysqlValues.takeBack(key);
    }

    private static @Nullable Map<String, Object> offset(@Nullable MysqlMark start) {
        return start == null ? null : start.asOffset();
    }

    /** A number between 2^30 and 2^31, the same for every run of a pipeline, and far from those that people give to servers. */
    private static long serverId(String name) {
        CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        return (1L << 30) + checksum.getValue() % (1L << 30);
    }

    private Map<String, String> properties(String key) {
        Map<String, String> properties =
                ConnectorProperties.common(settings, MySqlConnector.class, MysqlValues.class, '`');
        properties.putAll(MysqlHistoryAccess.properties(key));
        properties.putAll(BinlogAccess.properties(key));
        properties.putAll(MysqlValues.properties(key));
        properties.putAll(connection(settings.address().properties()));
        // The server shows definitions in the language of the session that asks.
        properties.merge("driver.sessionVariables", PLAIN_SESSION, (users, ours) -> users + "," + ours);
        properties.put("database.server.id", Long.toString(serverId(ConnectorProperties.name(settings))));
        properties.put("snapshot.mode", "no_data");
        properties.put("snapshot.locking.mode", "none");
        properties.put("transaction.metadata.factory", CommittedEnds.class.getName());
        properties.put("include.schema.changes", "true");
        properties.put("schema.history.internal.store.only.captured.tables.ddl", "false");
        // What the log has is tried before; what is read at the start is read again with the first row.
        properties.put("schema.history.internal.skip.unparseable.ddl", "true");
        properties.put("internal.schema.history.internal.ddl.filter", LoggedStatements.PASSED_OVER);
        properties.put("inconsistent.schema.handling.mode", "fail");
        // A lost connection ends the stream instead of being opened again behind our back.
        properties.put("connect.keep.alive", "false");
        long heartbeatMillis = settings.heartbeat().toMillis();
        properties.put("heartbeat.interval.ms", Long.toString(heartbeatMillis));
        properties.put("connect.keep.alive.interval.ms", Long.toString(Math.round(heartbeatMillis / HEARTBEAT_PART)));
        properties.put("bigint.unsigned.handling.mode", "precise");
        properties.put("decimal.handling.mode", "precise");
        properties.put("enable.time.adjuster", "false");
        // Concerns column defaults, which nobody reads, and labels of enumerations, which are always known.
        properties.put("event.converting.failure.handling.mode", "skip");
        return properties;
    }

    /** The user's properties of the JDBC driver, for the driver and for the reader of the log. */
    private static Map<String, String> connection(Map<String, String> driver) {
        Map<String, String> properties = new HashMap<>();
        driver.forEach((key, value) -> {
            switch (key) {
                case "sslMode" -> properties.put("database.ssl.mode", value.toLowerCase(Locale.ROOT));
                case "trustCertificateKeyStoreUrl" -> properties.put("database.ssl.truststore", path(value));
                case "trustCertificateKeyStorePassword" -> properties.put("database.ssl.truststore.password", value);
                case "clientCertificateKeyStoreUrl" -> properties.put("database.ssl.keystore", path(value));
                case "clientCertificateKeyStorePassword" -> properties.put("database.ssl.keystore.password", value);
                default -> properties.put("driver." + key, value);
            }
        });
        properties.merge(
                "driver.sessionVariables", MysqlConnector.SHOW_GENERATED_KEYS, (theirs, ours) -> theirs + "," + ours);
        return properties;
    }

    private static String path(String url) {
        return url.startsWith("file:") ? url.substring("file:".length()) : url;
    }
}
