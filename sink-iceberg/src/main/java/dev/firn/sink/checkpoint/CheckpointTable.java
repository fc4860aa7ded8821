package dev.firn.sink.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.HistoryRow;
import dev.firn.sink.catalog.Fault;
import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.table.Pipeline;
import dev.firn.sink.table.TableCreation;
import dev.firn.sink.write.RowAppend;
import dev.firn.sink.write.StageLabel;
import dev.firn.sink.write.WriteTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline's own Iceberg table, made when it is first needed. Its UUID names this life of the pipeline. */
public final class CheckpointTable {

    /** False, so that nobody expires snapshots or removes orphans here but Firn: what they would take for garbage may be what it goes on from. */
    static final String GARBAGE_COLLECTION = "gc.enabled";

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointTable.class);

    private final Catalog catalog;
    private final TableIdentifier name;
    private final String pipeline;
    private final TableCreation creation;

    public CheckpointTable(Catalog catalog, TableIdentifier name, String pipeline, TableCreation creation) {
        this.catalog = catalog;
        this.name = name;
        this.pipeline = pipeline;
        this.creation = creation;
    }

    public TableIdentifier name() {
        return name;
    }

    /** The table, read anew, if it exists. */
    public Optional<Table> load() {
        try {
            return Optional.of(checked(catalog.loadTable(name)));
        } catch (NoSuchTableException e) {
            return Optional.empty();
        }
    }

    /** The table, made if it does not exist. */
    public Table loadOrCreate() {
        return load().orElseGet(() -> {
            try {
                creation.create(name, HistoryRows.withState(), Map.of(FirnProperties.PIPELINE, pipeline));
            } catch (AlreadyExistsException e) {
                // Another process of the pipeline was first; who owns it is decided at the first checkpoint.
                return checked(catalog.loadTable(name));
            }
            return checked(catalog.loadTable(name));
        });
    }

    /**
     * Takes the table out of the catalog if nothing can be added to it, since files that its metadata names are gone; the files that are left
     * stay.
     */
    void setAsideIfBroken() {
        Optional<String> missing = missing();
        if (missing.isPresent()) {
            LOG.error(
                    "The checkpoint table {} cannot be gone on with, since {} is gone; it is taken out of the catalog, its files stay, and a new"
                            + " one is made",
                    name,
                    missing.get());
            catalog.dropTable(name, false);
        }
    }

    private Optional<String> missing() {
        Table table;
        try {
            table = load().orElse(null);
        } catch (RuntimeException e) {
            if (Fault.of(e) == Fault.FILE_MISSING) {
                return Optional.of("its metadata (" + Fault.finding(e) + ")");
            }
            throw e;
        }
        if (table == null) {
            return Optional.empty();
        }
        FileIO io = table.io();
        for (SnapshotRef head : table.refs().values()) {
            Snapshot snapshot = table.snapshot(head.snapshotId());
            if (!io.newInputFile(snapshot.manifestListLocation()).exists()) {
                return Optional.of(snapshot.manifestListLocation());
            }
            for (ManifestFile manifest : snapshot.allManifests(io)) {
                if (!io.newInputFile(manifest.path()).exists()) {
                    return Optional.of(manifest.path());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Adds lines to the history beside the checkpoints, for people: what maintenance did. It changes nothing that a checkpoint stands on.
     *
     * @param checkpoint the newest, as far as is known
     */
    public void tell(CheckpointId checkpoint, List<HistoryRow> lines, WriteSettings settings) {
        Optional<Table> present = load();
        if (present.isEmpty() || lines.isEmpty()) {
            return;
        }
        Table table = present.get();
        List<DataFile> files = RowAppend.write(
                WriteTarget.of(table),
                settings,
                StageLabel.of(pipeline, checkpoint),
                HistoryRows.SCHEMA,
                HistoryRows.of(checkpoint, lines));
        AppendFiles append = table.newAppend().set(FirnProperties.MAINTENANCE, "history");
        files.forEach(append::appendFile);
        append.commit();
    }

    /** The files of states that somebody may still read; without the branch of the state no snapshot lists them. */
    public static List<String> states(Table table) {
        return Entry.read(table.properties())
                .map(entry -> Stream.concat(Stream.of(entry.state()), entry.earlierStates().stream())
                        .toList())
                .orElse(List.of());
    }

    /** This life of the pipeline, which begins with the table. */
    public Pipeline pipeline() {
        return new Pipeline(pipeline, loadOrCreate().uuid().toString());
    }

    /** Two pipelines' names may come to one table name. */
    private Table checked(Table table) {
        String owner = table.properties().get(FirnProperties.PIPELINE);
        if (!pipeline.equals(owner)) {
            throw new IllegalArgumentException("the table " + name + " is "
                    + (owner == null ? "not one that Firn made" : "the checkpoint table of the pipeline " + owner)
                    + "; give this pipeline another name or namespace");
        }
        return table;
    }
}
