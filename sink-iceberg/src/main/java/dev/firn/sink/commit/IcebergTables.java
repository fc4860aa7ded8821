package dev.firn.sink.commit;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.LakeException.Scope;
import dev.firn.engine.lake.LakeTables;
import dev.firn.engine.lake.PresentRows;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.layout.FormatVersions;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.Fault;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.catalog.TableNames;
import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.table.Pipeline;
import dev.firn.sink.table.TableClaim;
import dev.firn.sink.table.TableCreation;
import dev.firn.sink.table.TablePartitioning;
import dev.firn.sink.table.UnboundedColumns;
import dev.firn.sink.write.GenerationWriter;
import dev.firn.sink.write.LoadWriter;
import dev.firn.sink.write.StageLabel;
import dev.firn.sink.write.WriteTarget;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replicated tables in an Iceberg catalog. */
public final class IcebergTables implements LakeTables, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IcebergTables.class);

    private final Catalog catalog;
    private final LakeSettings settings;
    private final TableNames names;
    private final Supplier<Pipeline> pipeline;
    private final RecentStages recent;
    private final Map<TableId, OpenTable> open = new ConcurrentHashMap<>();

    private final CommitResolution resolving;

    /** The tables of which it was said that they have another format version than is configured. */
    private final Set<TableId> formatTold = ConcurrentHashMap.newKeySet();

    /**
     * @param pipeline this life of the pipeline; asked for when a table is first opened, which may make the checkpoint table
     */
    public IcebergTables(
            Catalog catalog, LakeSettings settings, TableNames names, Supplier<Pipeline> pipeline, Clock clock) {
        this.catalog = catalog;
        this.settings = settings;
        this.names = names;
        this.pipeline = pipeline;
        this.recent = new RecentStages(clock);
        this.resolving = new CommitResolution(settings, this::label, recent);
    }

    @Override
    public Schema open(TableLayout layout) {
        try {
            open.remove(layout.table());
            Table table = loadOrCreate(layout);
            claim(table, layout.table());
            UnboundedColumns.declare(table);
            requireFormat(table, layout);
            if (WriteTarget.unpartitionedSpec(table).isEmpty()) {
                TableCreation.addUnpartitionedSpec(table);
            }
            OpenTable opened = new OpenTable(layout.table(), table);
            DeleteResolution resolution = resolving.of(layout.table());
            if (resolution != null) {
                new Conversion(opened, pipeline.get(), resolution).run();
            }
            open.put(layout.table(), opened);
            return opened.schema();
        } catch (RuntimeException e) {
            throw Fault.exception("Cannot open " + names.of(layout.table()) + " for " + layout.table(), e);
        }
    }

    private Table loadOrCreate(TableLayout layout) {
        TableIdentifier name = names.of(layout.table());
        try {
            return catalog.loadTable(name);
        } catch (NoSuchTableException missing) {
            LOG.info("Creating {} for {}", name, layout.table());
        }
        try {
            new TableCreation(catalog, settings).create(name, layout, pipeline.get());
        } catch (AlreadyExistsException e) {
            // Somebody made it in the meantime; whether it is ours is decided by what it says.
            LOG.debug("{} was created by another", name, e);
        }
        return catalog.loadTable(name);
    }

    /** A table that exists keeps its format version, be it another than the configured one. */
    private void requireFormat(Table table, TableLayout layout) {
        int version = TableUtil.formatVersion(table);
        for (LakeColumn column : layout.columns()) {
            int needed = FormatVersions.needed(column.type());
            if (needed > version) {
                throw new LakeException(
                        Scope.TABLE,
                        "Cannot replicate " + layout.table() + " to " + table.name() + ": column " + column.name()
                                + " is to be " + column.type() + ", which Iceberg has from format version " + needed
                                + " on, and the table has version " + version
                                + "; take the column out of column-types, or raise the table (Iceberg's table property format-version) or"
                                + " drop it, and start Firn again",
                        null);
            }
        }
        if (version != settings.formatVersion() && formatTold.add(layout.table())) {
            LOG.info(
                    "{} has format version {} and keeps it: the configured {} is for tables that Firn creates",
                    table.name(),
                    version,
                    settings.formatVersion());
        }
    }

    /** Makes the table ours, or throws. */
    private void claim(Table table, TableId source) {
        Pipeline owner = pipeline.get();
        TableClaim claim = TableClaim.of(table, owner, source);
        if (claim instanceof TableClaim.Foreign foreign) {
            throw new LakeException(
                    Scope.TABLE,
                    "Cannot replicate " + source + " to " + table.name() + ": " + foreign.finding()
                            + "; drop or rename that table, or choose another namespace or table-name template",
                    null);
        }
        if (claim instanceof TableClaim.Ours) {
            noteOtherPartitioning(table, source);
            return;
        }
        UpdateProperties update = table.updateProperties()
                .set(FirnProperties.PIPELINE, owner.name())
                .set(FirnProperties.PIPELINE_ID, owner.id())
                .set(FirnProperties.SOURCE_TABLE, source.toString())
                .remove(FirnProperties.CHECKPOINT);
        if (claim instanceof TableClaim.Unused && table.spec().isPartitioned()) {
            update.set(FirnProperties.SOLE_SPEC, Integer.toString(table.spec().specId()));
        }
        update.commit();
        LOG.info("Took over {} for {}", table.name(), source);
    }

    /** A table is partitioned when it is created or loaded; its owner may repartition it in between, and Firn goes along. */
    private void noteOtherPartitioning(Table table, TableId source) {
        Partitioning configured = settings.table(source).partitioning();
        boolean differs = configured.fields().size() != table.spec().fields().size();
        if (differs
                && TablePartitioning.isAsConfigured(table, configured)
                && !configured.fields().isEmpty()) {
            LOG.info(
                    "{} is partitioned by {}, not as configured for {}: another engine has changed it since, and it stays so",
                    table.name(),
                    table.spec(),
                    source);
        }
    }

    @Override
    public boolean takesDefaults(TableId table) {
        try {
            return opened(table).target().takesDefaults();
        } catch (RuntimeException e) {
            throw Fault.exception("Cannot look at " + names.of(table) + " for " + table, e);
        }
    }

    @Override
    public Schema evolve(TableId table, List<? extends SchemaChange> changes) {
        try {
            return opened(table).evolve(changes);
        } catch (RuntimeException e) {
            throw Fault.exception("Cannot change the schema of " + names.of(table) + " for " + table, e);
        }
    }

    @Override
    public Schema reshape(TableLayout layout) {
        try {
            return opened(layout.table())
                    .reshape(layout, settings.table(layout.table()).partitioning());
        } catch (RuntimeException e) {
            throw Fault.exception(
                    "Cannot make " + names.of(layout.table()) + " fit for the new layout of " + layout.table(), e);
        }
    }

    @Override
    public void readyForLoad(TableId table) {
        try {
            opened(table).readyForLoad(settings.table(table).partitioning());
        } catch (RuntimeException e) {
            throw Fault.exception("Cannot make " + names.of(table) + " ready for the load of " + table, e);
        }
    }

    @Override
    public Optional<String> changedByOthers(TableId table) {
        OnForeignChange policy = settings.table(table).onForeignChange();
        try {
            // A table that is not open is not opened: thousands may be looked at.
            OpenTable known = open.get(table);
            OpenTable there = known == null ? new OpenTable(table, catalog.loadTable(names.of(table))) : known;
            Optional<String> finding = there.changedByOthers(new ForeignChanges(pipeline.get(), policy));
            if (finding.isPresent() && policy == OnForeignChange.STOP_TABLE) {
                throw new LakeException(
                        Scope.TABLE,
                        "Cannot go on with " + names.of(table) + ": " + finding.get()
                                + "; on-foreign-change is stop-table",
                        null);
            }
            return finding;
        } catch (NoSuchTableException e) {
            LOG.debug("{} is not there", names.of(table), e);
            return Optional.empty();
        } catch (RuntimeException e) {
            throw Fault.exception("Cannot look at " + names.of(table) + " for " + table, e);
        }
    }

    @Override
    public StagedFiles stage(CheckpointId checkpoint, Generation generation) {
        try {
            return recent.listed(GenerationWriter.write(
                    opened(generation.table()).target(), settings.write(), label(checkpoint), generation));
        } catch (RuntimeException e) {
            throw cannotStage(checkpoint, generation.table(), e);
        }
    }

    @Override
    public RowStage openRowStage(CheckpointId checkpoint, TableId table, Schema schema) {
        try {
            WriteTarget target = opened(table).target();
            return new LoadStage(
                    checkpoint, table, LoadWriter.open(target, settings.write(), label(checkpoint), schema));
        } catch (RuntimeException e) {
            throw cannotStage(checkpoint, table, e);
        }
    }

    @Override
    public boolean resolvesDeletes(TableId table) {
        return resolving.of(table) != null;
    }

    @Override
    public TableCommit complete(TableCommit commit, PresentRows present) throws InterruptedException {
        try {
            return resolving.complete(opened(commit.table()), commit, present);
        } catch (RuntimeException e) {
            throw Fault.exception(
                    "Cannot find the values that rows of checkpoint " + commit.checkpoint() + " of "
                            + names.of(commit.table()) + " keep",
                    e);
        }
    }

    @Override
    public TableCommit resolve(TableCommit commit) {
        if (!resolvesDeletes(commit.table()) || !commit.deletesRows()) {
            return commit;
        }
        try {
            return resolving.resolve(opened(commit.table()), commit);
        } catch (RuntimeException e) {
            throw Fault.exception(
                    "Cannot find the rows that checkpoint " + commit.checkpoint() + " deletes from "
                            + names.of(commit.table()),
                    e);
        }
    }

    @Override
    public CommitOutcome commit(TableCommit commit) {
        OpenTable table;
        try {
            table = opened(commit.table());
        } catch (RuntimeException e) {
            return notOpened(commit, e);
        }
        CommitOutcome outcome = new TableCommits(
                        pipeline.get(),
                        settings.table(commit.table()).onForeignChange(),
                        recent,
                        resolving.of(commit.table()))
                .commit(table, commit);
        if (outcome instanceof CommitOutcome.Rejected || outcome instanceof CommitOutcome.ChangedByOthers) {
            open.remove(commit.table(), table);
        }
        return outcome;
    }

    private CommitOutcome notOpened(TableCommit commit, RuntimeException failure) {
        LakeException diagnosis = Fault.exception(
                "Cannot commit checkpoint " + commit.checkpoint() + " to " + names.of(commit.table()), failure);
        return switch (diagnosis.scope()) {
            case TABLE -> new CommitOutcome.Rejected(String.valueOf(diagnosis.getMessage()));
            case TRANSIENT -> new CommitOutcome.Unknown(diagnosis);
            case LAKE -> throw diagnosis;
        };
    }

    @Override
    public void discard(TableId table, StagedFiles staged) {
        try {
            Table target = opened(table).target().table();
            StagedLists.discard(target, staged);
        } catch (RuntimeException e) {
            LOG.warn("Staged files of {} are left behind in {}: {}", table, names.of(table), Fault.finding(e));
        }
    }

    /** The table as it is open, or loaded now: a checkpoint is completed after a restart before any layout is known. */
    private OpenTable opened(TableId table) {
        return open.computeIfAbsent(table, id -> new OpenTable(id, catalog.loadTable(names.of(id))));
    }

    @Override
    public void close() {
        resolving.close();
    }

    private StageLabel label(CheckpointId checkpoint) {
        return StageLabel.of(pipeline.get().name(), checkpoint);
    }

    private LakeException cannotStage(CheckpointId checkpoint, TableId table, RuntimeException failure) {
        return Fault.exception("Cannot write files of checkpoint " + checkpoint + " for " + names.of(table), failure);
    }

    /** A load's writer whose failures are the lake's. */
    private final class LoadStage implements RowStage {

        private final CheckpointId checkpoint;
        private final TableId table;
        private final LoadWriter writer;

        LoadStage(CheckpointId checkpoint, TableId table, LoadWriter writer) {
            this.checkpoint = checkpoint;
            this.table = table;
            this.writer = writer;
        }

        @Override
        public void write(Object[] row) {
            try {
                writer.write(row);
            } catch (RuntimeException e) {
                throw cannotStage(checkpoint, table, e);
            }
        }

        @Override
        public StagedFiles finish() {
            try {
                return recent.listed(writer.finish());
            } catch (RuntimeException e) {
                throw cannotStage(checkpoint, table, e);
            }
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
