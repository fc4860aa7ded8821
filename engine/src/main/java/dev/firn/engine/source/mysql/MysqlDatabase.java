package dev.firn.engine.source.mysql;

import dev.firn.engine.decode.MadeNull;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceSettings;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.jdbc.ChunkServer;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.PreparedChangeSource;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.jdbc.WarmCipher;
import dev.firn.schema.mapping.MysqlTypes;
import dev.firn.schema.mapping.TypeMapping;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A MySQL server as a source. Connections are opened when they are first needed. */
public final class MysqlDatabase implements SourceDatabase {

    // For short questions, so that they never wait for reads of tables.
    private static final int CONTROL_CONNECTIONS = 2;

    private static final Logger LOG = LoggerFactory.getLogger(MysqlDatabase.class);

    /** What was said in this process, once each. */
    private final Set<Finding> said = ConcurrentHashMap.newKeySet();

    private final TypeMapping types = new MysqlTypes();
    private final Connections control;
    private final Connections readers;
    private final Optional<ReadReplica> replica;
    private final MysqlCatalog catalog;
    private final MysqlTableReader reader;
    private final MysqlCheck check;
    private final ChangeSource changes;
    private final MadeNull madeNull;
    private final boolean isEncrypted;
    private final AtomicBoolean warm = new AtomicBoolean();

    /** Makes the reader of the log. */
    @FunctionalInterface
    public interface LogReader {
        /**
         * Makes it; nothing is connected to before its stream is opened.
         *
         * @param server whom it asks for what the log leaves open
         */
        ChangeSource open(SourceSettings settings, LoggedServer server);
    }

    /** The server, asked over the connections that are for short questions. */
    private record Asked(MysqlTableReader reader, MysqlCatalog catalog, MysqlCharsets charsets)
            implements LoggedServer {

        @Override
        public MysqlPosition position() {
            return reader.statedPosition();
        }

        @Override
        public Optional<SourceTable> table(TableId table) {
            return catalog.table(table);
        }

        @Override
        public Optional<String> declaration(TableId table) {
            return catalog.declaration(table);
        }

        @Override
        public boolean mayFireTriggers(TableId table) {
            return catalog.mayFireTriggers(table);
        }

        @Override
        public NameCase nameCase() {
            return catalog.nameCase();
        }
    }

    private MysqlDatabase(SourceSettings settings, LogReader log) {
        this.madeNull = settings.madeNull();
        this.isEncrypted = MysqlConnector.isEncrypted(settings.address());
        MysqlConnector connector = new MysqlConnector(settings.address());
        MysqlTasks tasks = new MysqlTasks(settings.address());
        this.control = connector.control(CONTROL_CONNECTIONS);
        this.readers = connector.readers(settings.connections());
        MysqlCharsets charsets = new MysqlCharsets(query -> texts(tasks, query));
        this.catalog = new MysqlCatalog(control, tasks, settings.selection());
        this.replica =
                settings.loadFrom().map(address -> new ReadReplica(control, tasks, address, settings.connections()));
        ChunkServer chunks = replica.map(ReadReplica::chunks).orElseGet(() -> ChunkServer.primary(readers));
        this.reader = new MysqlTableReader(control, readers, chunks, tasks, catalog, settings, types, charsets);
        this.check = new MysqlCheck(control, tasks, catalog);
        this.changes = new PreparedChangeSource(
                from -> requireUsable(), log.open(settings, new Asked(reader, catalog, charsets)));
    }

    private Map<Integer, String> texts(MysqlTasks tasks, String query) {
        Map<Integer, String> texts = new HashMap<>();
        try (Session session = control.open(tasks.readCatalog())) {
            session.list(query, row -> {
                String text = row.getString(2);
                return text == null || texts.put(row.getInt(1), text) == null;
            });
        }
        return texts;
    }

    private void requireUsable() {
        if (isEncrypted && !warm.getAndSet(true)) {
            WarmCipher.begin();
        }
        check.requireUsableLog();
        for (List<Finding> ofTable : catalog.warnings().values()) {
            for (Finding untold : ofTable) {
                if (said.add(untold)) {
                    LOG.warn("{}: {}; {}", untold.subject(), untold.message(), untold.remedy());
                }
            }
        }
        replica.ifPresent(ReadReplica::requireComparable);
    }

    /** Opens a source whose log is read as given. */
    public static MysqlDatabase open(SourceSettings settings, LogReader log) {
        return new MysqlDatabase(settings, log);
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
        check.requireUsableLog();
    }

    @Override
    public Map<TableId, Long> madeNull() {
        return madeNull.counts();
    }

    @Override
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>(check.findings());
        replica.ifPresent(server -> findings.addAll(server.check()));
        return findings;
    }

    @Override
    public void close() {
        replica.ifPresent(ReadReplica::close);
        readers.close();
        control.close();
    }
}
