package dev.firn.sink;

import dev.firn.engine.lake.Lake;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.source.Finding;
import dev.firn.engine.work.FaultPoints;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.Fault;
import dev.firn.sink.catalog.LakeProbe;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.catalog.TableNames;
import dev.firn.sink.checkpoint.CheckpointTable;
import dev.firn.sink.checkpoint.IcebergCheckpointLog;
import dev.firn.sink.commit.IcebergTables;
import dev.firn.sink.maintenance.Maintenance;
import dev.firn.sink.maintenance.Resources;
import dev.firn.sink.maintenance.StagedWork;
import dev.firn.sink.table.Pipeline;
import dev.firn.sink.table.TableCreation;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An Iceberg catalog and its warehouse as the lake of one pipeline. Opening it reads and writes nothing. */
public final class IcebergLake implements Lake {

    private static final Logger LOG = LoggerFactory.getLogger(IcebergLake.class);

    private final Catalog catalog;
    private final LakeSettings settings;
    private final String pipelineName;
    private final Clock clock;
    private final TableNames names;
    private final CheckpointTable checkpointTable;
    private final IcebergCheckpointLog checkpoints;
    private final IcebergTables tables;
    private volatile @Nullable Pipeline pipeline;

    private IcebergLake(Catalog catalog, LakeSettings settings, String pipelineName, Clock clock) {
        this.catalog = catalog;
        this.settings = settings;
        this.pipelineName = pipelineName;
        this.clock = clock;
        this.names = new TableNames(settings.namespace(), settings.tableNames(), pipelineName);
        this.checkpointTable =
                new CheckpointTable(catalog, names.checkpoints(), pipelineName, new TableCreation(catalog, settings));
        this.checkpoints = new IcebergCheckpointLog(checkpointTable, settings.write(), clock);
        this.tables = new IcebergTables(catalog, settings, names, this::pipeline, clock);
    }

    /** Connects to the catalog. */
    public static IcebergLake open(LakeSettings settings, String pipelineName) {
        try {
            Catalog catalog = CatalogUtil.loadCatalog(
                    settings.catalog().implementation(), settings.catalogName(), settings.catalogProperties(), null);
            return over(catalog, settings, pipelineName, Clock.systemUTC());
        } catch (RuntimeException e) {
            throw Fault.exception(
                    "Cannot connect to the catalog " + settings.catalog().describe(), e);
        }
    }

    /** A lake over a catalog that is connected already; closing the lake closes it. */
    public static IcebergLake over(Catalog catalog, LakeSettings settings, String pipelineName, Clock clock) {
        return new IcebergLake(catalog, settings, pipelineName, clock);
    }

    @Override
    public IcebergCheckpointLog checkpoints() {
        return checkpoints;
    }

    @Override
    public IcebergTables tables() {
        return tables;
    }

    /** The names that source tables have here, and which of them collide. */
    public TableNames names() {
        return names;
    }

    /** Where and how tables are replicated to. */
    public LakeSettings settings() {
        return settings;
    }

    /** The catalog itself, for whoever reads. */
    public Catalog catalog() {
        return catalog;
    }

    /** The Iceberg table of a source table, read anew; empty if there is none. */
    public Optional<Table> table(TableId table) {
        return load(names.of(table));
    }

    /** The table of checkpoints, whose rows are the history, read anew; empty before the first. */
    public Optional<Table> checkpointTable() {
        return load(names.checkpoints());
    }

    private Optional<Table> load(TableIdentifier name) {
        try {
            return Optional.of(catalog.loadTable(name));
        } catch (NoSuchTableException e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            throw Fault.exception("Cannot load " + name, e);
        }
    }

    /** The newest checkpoint for onlookers; see {@link IcebergCheckpointLog#peek}. */
    public Optional<PreparedCheckpoint> newestCheckpoint() {
        return checkpoints.peek();
    }

    /**
     * What looks after the tables of this lake; it may run beside all that is done to them.
     *
     * @param staged knows which files checkpoints have staged
     */
    public Maintenance maintenance(StagedWork staged, Resources resources, FaultPoints faults) {
        return new Maintenance(
                new Maintenance.LakeAccess(
                        catalog, names, pipelineName, settings.write(), checkpointTable, checkpoints),
                staged,
                resources,
                clock,
                faults);
    }

    /** Tries everything that a pipeline does to catalog and warehouse, and leaves nothing behind. */
    public List<Finding> check() {
        return new LakeProbe(catalog, settings, names).run();
    }

    private Pipeline pipeline() {
        Pipeline present = pipeline;
        if (present == null) {
            present = checkpointTable.pipeline();
            pipeline = present;
        }
        return present;
    }

    @Override
    public void close() {
        tables.close();
        if (catalog instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                LOG.warn("The catalog could not be closed: {}", Fault.finding(e));
            }
        }
    }
}
