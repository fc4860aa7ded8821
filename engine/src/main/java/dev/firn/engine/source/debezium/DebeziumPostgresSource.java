package dev.firn.engine.source.debezium;

import dev.firn.engine.source.ChangeListener;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.SourceState;
import dev.firn.engine.source.debezium.StreamedTables.KeysTold;
import dev.firn.engine.source.postgres.PostgresPosition;
import dev.firn.schema.mapping.TypeMapping;
import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * The log of a PostgreSQL database, read from the replication slot and publication {@code firn_<pipeline>} by pgoutput.
 *
 * <p>A stream always starts behind a commit, where the server itself starts exactly. Slot and publication are prepared by others; the connector
 * neither creates nor drops anything.
 */
public final class DebeziumPostgresSource implements ChangeSource {

    private final SourceSettings settings;
    private final TypeMapping types;
    private final StartPosition<PostgresPosition> start;
    private final SourceCatalog catalog;
    private final LongConsumer delivered;
    private final FailedPlace failedPlace = new FailedPlace();

    /**
     * @param types how native types become Iceberg's
     * @param start creates slot and publication where there is no checkpoint yet
     * @param catalog the tables as they are now
     * @param delivered is told the id of every transaction before its events are handed on
     */
    public DebeziumPostgresSource(
            SourceSettings settings,
            TypeMapping types,
            StartPosition<PostgresPosition> start,
            SourceCatalog catalog,
            LongConsumer delivered) {
        this.settings = settings;
        this.types = types;
        this.start = start;
        this.catalog = catalog;
        this.delivered = delivered;
    }

    @Override
    public ChangeStream open(Optional<SourceState> from, ChangeListener listener) {
        String name = ConnectorProperties.name(settings);
        PostgresPosition position = from.map(
                        state -> new PostgresPosition(PostgresTranslator.lsn(OffsetText.read(state.offset()))))
                .orElseGet(start::prepare);
        StreamFailures failures = new StreamFailures(
                "the log of " + settings.address() + " through the slot " + name,
                said -> failedPlace.isHopeless(position, said));
        PostgresSlotSession session = PostgresSlotSession.open(settings.address(), name, failures);
        try {
            session.requireEverythingBehind(position);
            long publication = session.requirePublication(
                    from.map(PostgresTranslator::publication).orElseGet(OptionalLong::empty));
            PostgresColumns columns = from.map(state -> PostgresColumns.read(catalog, state.schemaHistory()))
                    .orElseGet(() -> PostgresColumns.asTheyAre(catalog));
            StreamedTables tables = new StreamedTables(
                    settings,
                    types,
                    catalog::table,
                    KeysTold.IF_THE_TABLE_IS_THERE,
                    (schema, source, type) -> PostgresText.reading(source, type),
                    PostgresText::constant,
                    columns);
            ConnectorStream stream = new ConnectorStream(
                    name + "-log",
                    new PostgresConnectorTask(),
                    new KeptOffset(
                            properties(session.hasTextInAnyEncoding()), PostgresTranslator.startOffset(position.lsn())),
                    new PostgresTranslator(tables, columns, name, position.lsn(), publication, delivered),
                    listener,
                    failures);
            stream.start();
            stream.ended().whenComplete((done, failure) -> session.close());
            session.beat(settings.heartbeat(), stream::fail);
            return stream;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** @param anyEncoding whether the server does not look what bytes its texts are of */
    private Map<String, String> properties(boolean anyEncoding) {
        String name = ConnectorProperties.name(settings);
        Map<String, String> properties =
                ConnectorProperties.common(settings, PostgresConnector.class, PostgresValues.class, '"');
        properties.put("database.dbname", settings.address().database());
        settings.address()
                .properties()
                .forEach(
                        (key, value) -> properties.put((key.startsWith("ssl") ? "database." : "driver.") + key, value));
        properties.put("plugin.name", "pgoutput");
        properties.put("slot.name", name);
        properties.put("slot.drop.on.stop", "false");
        properties.put("slot.max.retries", "0");
        properties.put("publication.name", name);
        properties.put("publication.autocreate.mode", "disabled");
        properties.put("snapshot.mode", "no_data");
        // The offset is the checkpoint's and was compared with the slot: never start elsewhere without a word.
        properties.put("offset.mismatch.strategy", "trust_offset");
        // Only what was acknowledged is confirmed to the server, not what the driver has merely received (I3).
        properties.put("lsn.flush.mode", "connector");
        properties.put("flush.lsn.source", "true");
        properties.put("logical_decoding_message.prefix.include.list", PostgresSlotSession.MESSAGE_PREFIX);
        // Also of types that are gone when their values are read.
        properties.put("include.unknown.datatypes", "true");
        properties.put("driver.connection.factory.class", PlainTextConnections.class.getName());
        properties.put("driver." + PlainTextConnections.TABLES, TableFilter.regex(settings.selection(), '"'));
        if (anyEncoding) {
            properties.put(ConnectorProperties.VALUES + PostgresValues.ANY_ENCODING, "true");
            properties.put("driver." + PlainTextConnections.MAY_CHANGE_ENCODING, "true");
        }
        // Concerns column defaults alone, which nobody reads: our conversions of values never fail.
        properties.put("event.converting.failure.handling.mode", "skip");
        return properties;
    }
}
