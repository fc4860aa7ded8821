package dev.firn.engine.load;

import dev.firn.engine.checkpoint.CarriedColumns;
import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.LakeTables.RowStage;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.source.ReadColumns;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.stage.PendingAdoption;
import dev.firn.engine.stage.WriteShape;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A load of a keyed table in chunks, each read at another moment, over which the table's changes are replayed.
 *
 * <p>Why the result is exactly the source at the completing checkpoint's position: every change after the boundary at which the load
 * began is in the generations, in order, as a full row image with its delete. Take any key. If it changed after that boundary, the last such
 * change decides, whatever the chunks say of it, in one chunk or in two. If it did not, then it has the same image in every query that sees
 * the boundary ({@link dev.firn.engine.source.TableReader#awaitVisible}), so the chunk that holds it has it right. And nothing that a
 * chunk saw lies behind the completing position, since that has passed where the log stood after the last chunk.
 *
 * <p>Why a crash changes nothing of that: the stream goes on from the newest checkpoint and brings every change behind it again; changes
 * before it are in the generations that it kept. Chunks that it kept were read after the load's boundary, so the argument holds for them,
 * even if they saw changes behind the checkpoint: those come again, with their deletes. The position to pass is asked for anew, and a later
 * one is as good.
 *
 * <p>The checkpoint may even lie before the boundary at which the load began, where only its progress was recorded since. Then more changes
 * are kept than the load needs: those between the checkpoint and the boundary. A key that one of them touched shows what the last change behind
 * the checkpoint says, which every chunk that touches the key saw too, or a later one did; a key that none of them touched is as before.
 *
 * <p>Nor does it matter which server a chunk was read from, if that shows the boundary and never more than the primary's log holds: a replica that
 * lags behind the stream gives older rows, whose changes since are in the generations.
 *
 * <p>Columns may change meanwhile, and a chunk may be read on either side of a change that the stream has not come to. What was read is right if
 * each name meant the column that the stream calls so at that time, since values go by the column's field. A source that numbers its columns is asked after each
 * chunk ({@link dev.firn.engine.source.TableReader#columns}): they must be what they were when reading began, and what the stream had shown, or what they
 * were when the stream had passed the place where they were asked for: the table's state keeps them, so that the stream may tell of them later. Where the log tells each change at its place, a chunk remembers where the log stood after it: a change behind that place came after the chunk. Whatever chunk is in doubt
 * when a change comes by which a name may mean something else, or has another type, is read again, as a chunk may be at any time. Rows that lack a new column
 * have in it what the column's adoption says of old rows; a value of theirs that is younger is in the stream.
 *
 * <p>Rows that move in the table's storage without an event would escape both chunks and stream, so the storage must be the same
 * before the first chunk and after the last.
 */
final class ChunkLoad extends TableLoad {

    private static final Duration LONGEST_AHEAD = Duration.ofSeconds(10);

    private final SortedMap<Integer, Finished> finished = new TreeMap<>();
    private final SortedMap<Integer, Chunk> unfinished = new TreeMap<>();
    private final Deque<Chunk> toRead = new ArrayDeque<>();
    private final Set<Read> reads = new HashSet<>();
    private @Nullable Chunk furthest;
    private boolean finding;
    private boolean exhausted;
    private boolean asked;
    private boolean begun;

    /** Whether the columns are known to be what the stream says, so that chunks may be read. */
    private boolean columnsFit;

    /** What the columns are called by the source since {@link #columnsFit}; null where nobody can tell. */
    private @Nullable ReadColumns columns;

    /** What the catalog's columns were when it was found to be ahead of the stream; null if it was not, or nobody can tell. */
    private final @Nullable ReadColumns foundAhead;

    private @Nullable Begin beginning;
    private @Nullable End ending;
    private final ReadSlots.Reader reader = this::granted;
    private @Nullable String storageIdentity;
    private OptionalLong estimatedRows = OptionalLong.empty();

    /**
     * A chunk that was read.
     *
     * @param seen where the log stood afterwards; null where that says nothing of columns
     * @param settled whether no change that the stream has yet to bring can have come before it was read
     */
    private record Finished(
            Chunk chunk, StagedFiles files, @Nullable SourcePosition seen, boolean settled) {

        boolean isSettled(Optional<SourcePosition> passed) {
            return settled
                    || (seen != null && passed.isPresent() && passed.get().reached(seen));
        }

        LoadProgress.FinishedChunk at(Optional<SourcePosition> passed) {
            return new LoadProgress.FinishedChunk(chunk, files, isSettled(passed));
        }
    }

    /** @param foundAhead what the catalog's columns were when the layout was found there; null if the stream announced it, or nobody can tell */
    ChunkLoad(TableLayout layout, @Nullable ReadColumns foundAhead, LoadContext context, LoadListener listener) {
        super(layout, context, listener);
        this.foundAhead = foundAhead;
    }

    void recall(LoadProgress.Chunks progress) {
        begun = true;
        storageIdentity = progress.storageIdentity();
        exhausted = progress.exhausted();
        for (LoadProgress.FinishedChunk done : progress.finished()) {
            finished.put(done.chunk().ordinal(), new Finished(done.chunk(), done.files(), null, done.settled()));
            keepRows(done.files().rows());
            reached(done.chunk());
        }
        for (Chunk chunk : progress.unfinished()) {
            unfinished.put(chunk.ordinal(), chunk);
            toRead.add(chunk);
            reached(chunk);
        }
    }

    private void reached(Chunk chunk) {
        if (furthest == null || furthest.ordinal() < chunk.ordinal()) {
            furthest = chunk;
        }
    }

    @Override
    public boolean keepsChanges() {
        return begun;
    }

    @Override
    void awaitTurn() {
        // Beginning needs no slot; each chunk does.
    }

    @Override
    public OptionalLong estimatedRows() {
        return estimatedRows;
    }

    @Override
    public int chunksDone() {
        return finished.size();
    }

    @Override
    public void begin(SourceMark mark, @Nullable ColumnNumbers known) {
        Begin job = new Begin(mark, known, !begun);
        begun = true;
        stopReading();
        reading();
        beginning = job;
        context.attempts().start(context.executor(), job);
    }

    /** Reads that are under way may come to their end. */
    private void stopReading() {
        columnsFit = false;
        beginning = null;
        ending = null;
    }

    @Override
    public Function<List<StagedFiles>, LoadProgress> capture() {
        String identity = storageIdentity;
        if (identity == null) {
            // No chunk was read yet, and beginning again costs nothing.
            return staged -> new LoadProgress.Queued();
        }
        Optional<SourcePosition> passed = context.passed().get();
        List<LoadProgress.FinishedChunk> finishedNow =
                finished.values().stream().map(chunk -> chunk.at(passed)).toList();
        List<Chunk> unfinishedNow = List.copyOf(unfinished.values());
        boolean exhaustedNow = exhausted;
        return staged -> {
            List<StagedFiles> all = new ArrayList<>(generations());
            all.addAll(staged);
            return new LoadProgress.Chunks(
                    identity, finishedNow, unfinishedNow, exhaustedNow, all, CarriedColumns.NONE);
        };
    }

    @Override
    public List<StagedFiles> content() {
        return finished.values().stream().map(Finished::files).toList();
    }

    // --- other columns

    @Override
    public boolean carriesColumns() {
        return begun;
    }

    @Override
    public boolean carry(TableLayout announced, Map<String, String> renamed, PendingAdoption adoption) {
        Map<String, LakeColumn> now =
                announced.columns().stream().collect(Collectors.toMap(LakeColumn::name, Function.identity()));
        List<LakeColumn> before = layout().columns();
        boolean mayMeanOthers = !renamed.isEmpty()
                || before.stream()
                        .anyMatch(column ->
                                !now.getOrDefault(column.name(), column).equals(column));
        if (mayMeanOthers) {
            readAgain();
        }
        if (mayMeanOthers || before.stream().anyMatch(column -> !now.containsKey(column.name()))) {
            reads.forEach(Read::giveUp);
        }
        isOf(announced);
        stopReading();
        columns = columns == null ? null : columns.renamed(renamed, now.keySet());
        boolean hasRead = phase() == LoadPhase.CATCHING_UP;
        if (hasRead && (!toRead.isEmpty() || !reads.isEmpty())) {
            waits();
            return true;
        }
        if (phase() != LoadPhase.QUEUED && !hasRead) {
            preparing(adoption);
        }
        return false;
    }

    /** Reads those chunks again that may have been read behind a change that the stream has only come to now. */
    private void readAgain() {
        Optional<SourcePosition> passed = context.passed().get();
        for (Finished chunk : List.copyOf(finished.values())) {
            if (!chunk.isSettled(passed)) {
                finished.remove(chunk.chunk().ordinal());
                unfinished.put(chunk.chunk().ordinal(), chunk.chunk());
                toRead.add(chunk.chunk());
                forget(chunk.files().rows());
                listener.unwanted(chunk.files());
            }
        }
    }

    /** The table's columns are not what they were a moment ago: they are compared with the stream's at the next boundary. */
    private void lookAgain() {
        if (phase() == LoadPhase.READING && columnsFit) {
            stopReading();
            beginsAtBoundary();
        }
    }

    // --- reading

    private void goOn() {
        if (!columnsFit) {
            return;
        }
        if (!toRead.isEmpty() && !asked) {
            asked = true;
            context.slots().ask(reader);
        }
        // As many are found ahead as can be read at a time, so that reading never waits for finding.
        if (toRead.size() < context.slots().limit() && !finding && !exhausted) {
            finding = true;
            context.attempts().start(context.executor(), new Find(furthest));
        }
        if (exhausted && reads.isEmpty() && toRead.isEmpty()) {
            ending = new End();
            context.attempts().start(context.executor(), ending);
        }
    }

    private void granted() {
        asked = false;
        if (!columnsFit || toRead.isEmpty()) {
            context.slots().giveBack(1);
            return;
        }
        Read read = new Read(toRead.remove());
        reads.add(read);
        context.attempts().start(context.executor(), read);
        goOn();
    }

    @Override
    public void cancel() {
        if (!isCancelled()) {
            super.cancel();
            context.slots().withdraw(reader);
            context.slots().giveBack(reads.size());
            reads.clear();
        }
    }

    /**
     * What is known before the first chunk, or before reading goes on.
     *
     * @param columns what they are called by the source; null where nobody can tell
     */
    private record Beginning(
            String storageIdentity,
            OptionalLong estimatedRows,
            LayoutCheck.Finding finding,
            @Nullable ReadColumns columns) {}

    private final class Begin extends LoadJob<Beginning> {

        private final SourceMark mark;
        private final @Nullable ColumnNumbers known;
        private final boolean first;
        private final TableLayout rows = layout();
        private final boolean isNew = storageIdentity == null;
        private @Nullable Instant aheadSince;

        /** @param first whether the load has not begun before: then it rather waits for the stream than lose what it reads */
        Begin(SourceMark mark, @Nullable ColumnNumbers known, boolean first) {
            this.mark = mark;
            this.known = known;
            this.first = first;
        }

        @Override
        public String what() {
            return "begin to read " + rows.table();
        }

        @Override
        public boolean wanted() {
            return super.wanted() && beginning == this;
        }

        @Override
        public Beginning perform() throws InterruptedException {
            if (isNew) {
                context.reader().awaitReadable(rows.table());
            }
            context.reader().awaitVisible(mark);
            String storage = context.reader().storageIdentity(rows.table());
            OptionalLong estimate = context.reader().estimatedRows(rows.table());
            ReadColumns before = columns();
            LayoutCheck.Finding finding =
                    first ? context.check().of(rows) : context.check().ofColumns(rows);
            if (!Objects.equals(before, columns())) {
                throw new SourceException(
                        SourceException.Cure.RETRY,
                        "Cannot read " + rows.table() + ": its columns change at this moment; they are looked at again",
                        null);
            }
            finding = context.check().orChanged(finding, rows, before, known, foundAhead);
            if (finding instanceof LayoutCheck.Finding.Changed) {
                awaitStream();
            }
            return new Beginning(storage, estimate, finding, before);
        }

        private @Nullable ReadColumns columns() {
            return context.reader().columns(rows).orElse(null);
        }

        /** The stream comes to the change in a moment, and then what was read is not lost; unless the log tells the change by rows, and none comes. */
        private void awaitStream() {
            Instant now = context.timeline().now();
            if (aheadSince == null) {
                aheadSince = now;
            }
            if (!first && now.isBefore(aheadSince.plus(LONGEST_AHEAD))) {
                throw new SourceException(
                        SourceException.Cure.RETRY,
                        "Cannot read on in " + rows.table()
                                + ": the log has not told yet how its columns have changed; they are looked at again",
                        null);
            }
        }

        @Override
        public void done(Beginning found) {
            if (!isUnchanged(found.finding())) {
                return;
            }
            if (columns != null && found.columns() != null && !found.columns().agreesWith(columns)) {
                listener.mustRestart("columns have exchanged their names while it was read");
                return;
            }
            if (storageIdentity == null) {
                storageIdentity = found.storageIdentity();
                ReadColumns read = found.columns();
                if (read != null) {
                    listener.columnsRead(read.numbers());
                }
                listener.readingBegins();
            }
            beginning = null;
            columns = found.columns();
            columnsFit = true;
            estimatedRows = found.estimatedRows();
            goOn();
        }
    }

    private final class Find extends LoadJob<Optional<Chunk>> {

        private final @Nullable Chunk previous;
        private final TableLayout rows = layout();

        Find(@Nullable Chunk previous) {
            this.previous = previous;
        }

        @Override
        public String what() {
            return "find the next chunk of " + rows.table();
        }

        @Override
        public Optional<Chunk> perform() {
            return previous == null
                    ? context.reader().firstChunk(rows)
                    : context.reader().nextChunk(rows, previous);
        }

        @Override
        public void done(Optional<Chunk> found) {
            finding = false;
            if (found.isPresent()) {
                furthest = found.get();
                unfinished.put(furthest.ordinal(), furthest);
                toRead.add(furthest);
            } else {
                exhausted = true;
            }
            goOn();
        }
    }

    /** What became of a read. */
    private sealed interface Outcome {

        /**
         * The rows are staged.
         *
         * @param columns what the columns are called by the source afterwards; null where nobody can tell
         * @param seen where the log stands afterwards; null where the columns say more
         */
        record Rows(
                StagedFiles files,
                @Nullable ReadColumns columns,
                @Nullable SourcePosition seen) implements Outcome {}

        /** The table's columns are others now. */
        record OtherColumns() implements Outcome {}
    }

    private final class Read extends LoadJob<Outcome> {

        private final Chunk chunk;
        private final TableLayout rows = layout();
        private final @Nullable ReadColumns expected = columns;
        private final CheckpointId checkpoint = context.filling().get();
        private final WriteShape shape = shape();

        /** Read without the lock, likewise. */
        private volatile boolean givenUp;

        private @Nullable ReadMeter lastMeter;

        Read(Chunk chunk) {
            this.chunk = chunk;
        }

        void giveUp() {
            givenUp = true;
        }

        @Override
        public boolean wanted() {
            return super.wanted() && !givenUp;
        }

        @Override
        public String what() {
            return "load chunk " + chunk.ordinal() + " of " + rows.table();
        }

        @Override
        public Outcome perform() throws InterruptedException {
            context.faults().reach(FaultPoint.BEFORE_CHUNK, rows.table().toString());
            ReadMeter meter = meter();
            lastMeter = meter;
            Outcome outcome;
            try {
                outcome = copy(meter);
            } catch (SourceException e) {
                meter.takeBack();
                if (context.check().ofColumns(rows) instanceof LayoutCheck.Finding.Changed) {
                    return new Outcome.OtherColumns();
                }
                throw e;
            } catch (Throwable e) {
                meter.takeBack();
                throw e;
            }
            context.faults().reach(FaultPoint.AFTER_CHUNK, rows.table().toString());
            return outcome;
        }

        private Outcome copy(ReadMeter meter) throws InterruptedException {
            try (RowStage stage = context.tables().openRowStage(checkpoint, rows.table(), shape.schema())) {
                context.reader().readChunk(rows, chunk, row -> {
                    if (!wanted()) {
                        throw new InterruptedException("The read is not wanted any more");
                    }
                    stage.write(shape.shape(row));
                    meter.row(row);
                });
                meter.end();
                ReadColumns after = context.reader().columns(rows).orElse(null);
                SourcePosition seen = after == null ? context.reader().currentPosition() : null;
                return new Outcome.Rows(stage.finish(), after, seen);
            }
        }

        @Override
        public void done(Outcome outcome) {
            ended();
            if (outcome instanceof Outcome.Rows read && Objects.equals(read.columns(), expected)) {
                unfinished.remove(chunk.ordinal());
                finished.put(chunk.ordinal(), new Finished(chunk, read.files(), read.seen(), read.columns() != null));
                listener.loaded(read.files());
            } else {
                if (outcome instanceof Outcome.Rows read) {
                    forget(read.files().rows());
                    listener.unwanted(read.files());
                }
                toRead.add(chunk);
                lookAgain();
            }
            goOn();
        }

        /** It is read again, under the layout that the table has then. */
        @Override
        public void abandoned() {
            if (!isCancelled()) {
                ended();
                toRead.add(chunk);
                goOn();
            }
        }

        private void ended() {
            reads.remove(this);
            context.slots().giveBack(1);
        }

        @Override
        public void unwanted(Outcome outcome) {
            if (outcome instanceof Outcome.Rows read) {
                context.tables().discard(rows.table(), read.files());
                if (lastMeter != null) {
                    lastMeter.takeBack();
                }
            }
        }
    }

    /** What is known after the last chunk. */
    private record Ending(String storageIdentity, SourcePosition position) {}

    private final class End extends LoadJob<Ending> {

        private final TableId table = layout().table();

        @Override
        public boolean wanted() {
            return super.wanted() && ending == this;
        }

        @Override
        public String what() {
            return "ask where the log stands after reading " + table;
        }

        @Override
        public Ending perform() {
            String identity = context.reader().storageIdentity(table);
            return new Ending(identity, context.reader().currentPosition());
        }

        @Override
        public void done(Ending ending) {
            if (ending.storageIdentity().equals(storageIdentity)) {
                catchingUp(ending.position());
            } else {
                listener.mustRestart("its storage was rewritten while it was read (" + storageIdentity + " became "
                        + ending.storageIdentity() + "), which may move rows without events");
            }
        }
    }
}
