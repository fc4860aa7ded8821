package dev.firn.engine.simulation;

import dev.firn.engine.simulation.Faults.BrokenPromise;
import dev.firn.engine.source.ChangeListener;
import dev.firn.engine.source.ChangeSource;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceState;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.mapping.TypeMapping;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One process's connection to the model database. */
final class ModelSource implements SourceDatabase {

    final ModelDatabase database;
    final Schedule schedule;
    final Faults faults;
    final SimulatedProcess process;
    final Oracle oracle;

    /** Streams of all processes, since a slot may be used by one alone. */
    private final List<ModelStream> streams;

    private final boolean oneStreamAtATime;
    private final TableSelection selection;

    ModelSource(
            ModelDatabase database,
            Schedule schedule,
            Faults faults,
            SimulatedProcess process,
            Oracle oracle,
            List<ModelStream> streams,
            boolean oneStreamAtATime,
            TableSelection selection) {
        this.database = database;
        this.schedule = schedule;
        this.faults = faults;
        this.process = process;
        this.oracle = oracle;
        this.streams = streams;
        this.oneStreamAtATime = oneStreamAtATime;
        this.selection = selection;
    }

    void mayFail(String what) {
        process.check();
        if (faults.sourceIsAway || schedule.chance(faults.transientRate)) {
            throw new SourceException(SourceException.Cure.RETRY, "Cannot " + what + ": the connection was lost", null);
        }
    }

    @Override
    public TypeMapping types() {
        return ModelTypes::map;
    }

    @Override
    public SourceCatalog catalog() {
        return new SourceCatalog() {
            @Override
            public List<SourceTable> tables() {
                mayFail("list tables");
                return database.at(database.visible()).values().stream()
                        .map(TableImage::described)
                        .filter(table -> selection.selects(table.id()))
                        .toList();
            }

            @Override
            public Optional<Map<TableId, TableIdentity>> identities() {
                mayFail("tell tables apart");
                if (database.announcesDefinitions) {
                    return Optional.empty();
                }
                Map<TableId, TableIdentity> identities = new HashMap<>();
                database.at(database.visible()).forEach((table, image) -> identities.put(table, identity(image)));
                return Optional.of(identities);
            }

            @Override
            public Optional<SourceTable> table(TableId table) {
                mayFail("look a table up");
                return Optional.ofNullable(database.table(table, database.visible()))
                        .map(TableImage::described);
            }

            @Override
            public void close() {}
        };
    }

    private TableIdentity identity(TableImage image) {
        return new TableIdentity(
                Integer.toString(image.identity()),
                database.publication.coverage(image.identity()),
                Integer.toHexString(image.definition().definition().hashCode()),
                "");
    }

    @Override
    public void coverTables() {
        mayFail("publish tables");
        database.publish(selection::selects);
        mayFail("publish no other tables");
        database.publishOnly(selection::selects);
    }

    @Override
    public TableReader reader() {
        return new ModelReader(this);
    }

    @Override
    public ChangeSource changes() {
        return this::open;
    }

    private ChangeStream open(Optional<SourceState> from, ChangeListener listener) {
        mayFail("open the stream");
        if (!faults.sourceNeedsOperator.isEmpty()) {
            throw new SourceException(SourceException.Cure.OPERATOR, faults.sourceNeedsOperator, null);
        }
        if (oneStreamAtATime && streams.stream().anyMatch(ModelStream::isOpen)) {
            throw new SourceException(SourceException.Cure.RETRY, "The slot is active for another process", null);
        }
        database.publish(selection::selects);
        int start = from.map(state -> ModelPosition.parse(state.offset()).committed())
                .orElseGet(this::anyStart);
        requireLog(start);
        oracle.opened(start);
        // What was acknowledged is gone, and nobody says so.
        start = Math.max(start, Math.max(database.acknowledged(), database.firstKept()));
        if (faults.breaks(BrokenPromise.RESUMES_EXACTLY) && from.isPresent() && start > 0) {
            start--;
        }
        ModelStream stream = new ModelStream(
                this, start, from.map(SourceState::schemaHistory).orElse(""), listener, oracle);
        streams.add(stream);
        return stream;
    }

    /**
     * Where a stream begins that goes on from nowhere: what is left of the log of a slot begins anywhere behind what was acknowledged, and one that
     * nobody keeps a place in is read from where it ends.
     */
    private int anyStart() {
        if (!oneStreamAtATime && database.delivered() > 0) {
            return database.end();
        }
        int first = Math.max(database.acknowledged(), database.firstKept());
        return first + schedule.pick(database.end() - first + 1);
    }

    /** Tells that the log lacks what comes next. */
    void requireLog(int next) {
        if (next < database.firstKept() && !faults.breaks(BrokenPromise.LOST_LOG_IS_NOTICED)) {
            throw new SourceException(
                    SourceException.Cure.OPERATOR,
                    "Cannot go on from log/" + next + ": the log begins at log/" + database.firstKept(),
                    null);
        }
    }

    @Override
    public List<Finding> check() {
        return List.of();
    }

    @Override
    public void close() {}
}
