package dev.firn.sink.checkpoint;

import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.table.Pipeline;
import dev.firn.sink.table.TableCreation;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** The pipeline's own Iceberg table, made when it is first needed. Its UUID names this life of the pipeline. */
public final class CheckpointTable {

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
                creation.create(name, HistoryRows.SCHEMA, Map.of(FirnProperties.PIPELINE, pipeline));
            } catch (AlreadyExistsException e) {
                // Another process of the pipeline was first; who owns it is decided at the first checkpoint.
                return checked(catalog.loadTable(name));
            }
            return checked(catalog.loadTable(name));
        });
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
