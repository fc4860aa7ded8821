package dev.firn.engine.source.postgres;

import dev.firn.engine.decode.MadeNull;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.SourceState;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.jdbc.ChunkServer;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.PreparedChangeSource;
import dev.firn.schema.mapping.PostgresTypes;
import dev.firn.schema.mapping.TypeMapping;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL database as a source. Connections are opened when they are first needed. */
public final class PostgresDatabase implements SourceDatabase {

    // For short questions, so that they never wait for reads of tables.
    private static final int CONTROL_CONNECTIONS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);

    /** What was said in this process, once each. */
    private final Set<Finding> said = ConcurrentHashMap.newKeySet();

    private final TypeMapping types = new PostgresTypes();
    private final Connections control;
    private final Connections readers;
    private final Optional<Standby> standby;
    private final PostgresCatalog catalog;
    private final PostgresReplication replication;
    private final PostgresTableReader reader;
    private final ChangeSource changes;
    private final MadeNull madeNull;
    private final PostgresCheck check;

    /** Makes the reader of the log. */
    @FunctionalInterface
    public interface LogReader {
        /**
         * Makes it; nothing is connected to before its stream is opened.
         *
         * @param start creates publication and slot where they are missing, and says from where on the slot delivers
         * @param delivered is to be told every transaction that the reader hands on
         */
        ChangeSource open(
                SourceSettings settings,
                SourceCatalog catalog,
                Supplier<PostgresPosition> start,
                DeliveredTransactions delivered);
    }

    private PostgresDatabase(SourceSettings settings, LogReader log) {
        this.madeNull = settings.madeNull();
        PostgresConnector connector = new PostgresConnector(settings.address());
        PostgresTasks tasks = new PostgresTasks(settings.address());
        String name = PostgresReplication.name(settings.pipeline());
        PostgresPublication publication = new PostgresPublication(name, tasks);
        DeliveredTransactions delivered = new DeliveredTransactions();
        this.control = connector.control(CONTROL_CONNECTIONS);
        this.readers = connector.readers(settings.connections());
        this.standby = settings.loadFrom().map(address -> new Standby(control, tasks, address, settings.connections()));
        this.catalog = new PostgresCatalog(control, tasks, settings.selection(), publication);
        PostgresSlot slot = new PostgresSlot(name);
        this.replication = new PostgresReplication(control, tasks, catalog, publication, slot);
        this.check = new PostgresCheck(control, tasks, settings.selection(), catalog, publication, slot);
        ChunkServer chunks = standby.map(Standby::chunks).orElseGet(() -> ChunkServer.primary(readers));
        this.reader = new PostgresTableReader(
                control, readers, chunks, tasks, catalog, settings, types, replication, delivered);
        this.changes =
                new PreparedChangeSource(this::prepare, log.open(settings, catalog, replication::prepare, delivered));
    }

    /** Opens a source whose log is read as given. */
    public static PostgresDatabase open(SourceSettings settings, LogReader log) {
        return new PostgresDatabase(settings, log);
    }

    private void prepare(Optional<SourceState> from) {
        for (List<Finding> ofTable : catalog.warnings().values()) {
            for (Finding untold : ofTable) {
                if (said.add(untold)) {
                    LOG.warn("{}: {}; {}", untold.subject(), untold.message(), untold.remedy());
                }
            }
        }
        // Without a checkpoint the reader of the log prepares: it has to know where that begins.
        if (from.isPresent()) {
            replication.resume();
        }
    }

    @Override
    public TypeMapping types() {
        return types;
    }

    @Override
    public SourceCatalog catalog() {
        return catalog;
    }

    @Override
    public TableReader reader() {
        return reader;
    }

    @Override
    public ChangeSource changes() {
        return changes;
    }

    @Override
    public void requireReplicable() {
        check.requireReplicable();
    }

    @Override
    public void coverTables() {
        replication.coverTables();
    }

    @Override
    public Map<TableId, Long> madeNull() {
        return madeNull.counts();
    }

    @Override
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>(check.findings());
        standby.ifPresent(replica -> findings.addAll(replica.check()));
        return findings;
    }

    @Override
    public void close() {
        standby.ifPresent(Standby::close);
        readers.close();
        control.close();
    }
}
