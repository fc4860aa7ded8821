package dev.firn.engine.load;

import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.checkpoint.LoadProgress.FinishedChunk;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.LakeTables.RowStage;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.stage.WriteShape;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.layout.TableLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
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
 * <p>Rows that move in the table's storage without an event would escape both chunks and stream, so the storage must be the same
 * before the first chunk and after the last.
 */
final class ChunkLoad extends TableLoad {

    private final SortedMap<Integer, FinishedChunk> finished = new TreeMap<>();
    private final SortedMap<Integer, Chunk> unfinished = new TreeMap<>();
    private final Deque<Chunk> toRead = new ArrayDeque<>();
    private @Nullable Chunk furthest;
    private boolean finding;
    private boolean exhausted;
    private int reading;
    private boolean asked;
    private boolean begun;
    private final ReadSlots.Reader reader = this::granted;
    private @Nullable String storageIdentity;
    private OptionalLong estimatedRows = OptionalLong.empty();

    ChunkLoad(TableLayout layout, LoadContext context, LoadListener listener) {
        super(layout, context, listener);
    }

    void recall(LoadProgress.Chunks progress) {
        begun = true;
        storageIdentity = progress.storageIdentity();
        exhausted = progress.exhausted();
        for (FinishedChunk done : progress.finished()) {
            finished.put(done.chunk().ordinal(), done);
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
    public void begin(SourceMark mark) {
        begun = true;
        reading();
        context.attempts().start(context.executor(), new Begin(mark));
    }

    @Override
    public Function<List<StagedFiles>, LoadProgress> capture() {
        String identity = storageIdentity;
        if (identity == null) {
            // No chunk was read yet; beginning again costs nothing.
            return staged -> new LoadProgress.Queued();
        }
        List<FinishedChunk> finishedNow = List.copyOf(finished.values());
        List<Chunk> unfinishedNow = List.copyOf(unfinished.values());
        boolean exhaustedNow = exhausted;
        return staged -> {
            List<StagedFiles> all = new ArrayList<>(generations());
            all.addAll(staged);
            return new LoadProgress.Chunks(identity, finishedNow, unfinishedNow, exhaustedNow, all);
        };
    }

    @Override
    public List<StagedFiles> content() {
        return finished.values().stream().map(FinishedChunk::files).toList();
    }

    private void goOn() {
        if (!toRead.isEmpty() && !asked) {
            asked = true;
            context.slots().ask(reader);
        }
        // As many are found ahead as can be read at a time, so that reading never waits for finding.
        if (toRead.size() < context.slots().limit() && !finding && !exhausted) {
            finding = true;
            context.attempts().start(context.executor(), new Find(furthest));
        }
        if (exhausted && reading == 0 && toRead.isEmpty()) {
            context.attempts().start(context.executor(), new End());
        }
    }

    private void granted() {
        asked = false;
        reading++;
        context.attempts().start(context.executor(), new Read(toRead.remove()));
        goOn();
    }

    @Override
    public void cancel() {
        if (!isCancelled()) {
            super.cancel();
            context.slots().withdraw(reader);
            context.slots().giveBack(reading);
            reading = 0;
        }
    }

    /** What is known before the first chunk. */
    private record Beginning(String storageIdentity, OptionalLong estimatedRows, LayoutCheck.Finding finding) {}

    private final class Begin extends LoadJob<Beginning> {

        private final SourceMark mark;

        /** Whether no earlier run has begun. */
        private final boolean first = storageIdentity == null;

        Begin(SourceMark mark) {
            this.mark = mark;
        }

        @Override
        public String what() {
            return "begin to read " + layout().table();
        }

        @Override
        public Beginning perform() throws InterruptedException {
            if (first) {
                context.reader().awaitReadable(layout().table());
            }
            context.reader().awaitVisible(mark);
            return new Beginning(
                    context.reader().storageIdentity(layout().table()),
                    context.reader().estimatedRows(layout().table()),
                    context.check().of(layout()));
        }

        @Override
        public void done(Beginning beginning) {
            if (!isUnchanged(beginning.finding())) {
                return;
            }
            if (storageIdentity == null) {
                storageIdentity = beginning.storageIdentity();
            }
            estimatedRows = beginning.estimatedRows();
            goOn();
        }
    }

    private final class Find extends LoadJob<Optional<Chunk>> {

        private final @Nullable Chunk previous;

        Find(@Nullable Chunk previous) {
            this.previous = previous;
        }

        @Override
        public String what() {
            return "find the next chunk of " + layout().table();
        }

        @Override
        public Optional<Chunk> perform() {
            return previous == null
                    ? context.reader().firstChunk(layout())
                    : context.reader().nextChunk(layout(), previous);
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

    private final class Read extends LoadJob<StagedFiles> {

        private final Chunk chunk;
        private final CheckpointId checkpoint = context.filling().get();
        private final WriteShape shape = shape();

        Read(Chunk chunk) {
            this.chunk = chunk;
        }

        @Override
        public String what() {
            return "load chunk " + chunk.ordinal() + " of " + layout().table();
        }

        @Override
        public StagedFiles perform() throws InterruptedException {
            context.faults().reach(FaultPoint.BEFORE_CHUNK, layout().table().toString());
            ReadMeter meter = meter();
            StagedFiles files;
            try {
                files = copy(meter);
            } catch (Throwable e) {
                meter.takeBack();
                throw e;
            }
            context.faults().reach(FaultPoint.AFTER_CHUNK, layout().table().toString());
            return files;
        }

        private StagedFiles copy(ReadMeter meter) throws InterruptedException {
            try (RowStage rows = context.tables().openRowStage(checkpoint, layout().table(), shape.schema())) {
                context.reader().readChunk(layout(), chunk, row -> {
                    if (isCancelled()) {
                        throw new InterruptedException("The load was cancelled");
                    }
                    rows.write(shape.shape(row));
                    meter.row(row);
                });
                meter.end();
                return rows.finish();
            }
        }

        @Override
        public void done(StagedFiles files) {
            reading--;
            context.slots().giveBack(1);
            unfinished.remove(chunk.ordinal());
            finished.put(chunk.ordinal(), new FinishedChunk(chunk, files));
            listener.loaded(files);
            goOn();
        }

        @Override
        public void unwanted(StagedFiles files) {
            context.tables().discard(layout().table(), files);
        }
    }

    /** What is known after the last chunk. */
    private record Ending(String storageIdentity, SourcePosition position) {}

    private final class End extends LoadJob<Ending> {

        @Override
        public String what() {
            return "ask where the log stands after reading " + layout().table();
        }

        @Override
        public Ending perform() {
            String identity = context.reader().storageIdentity(layout().table());
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
