package dev.firn.engine.checkpoint;

import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.source.TableReader.Chunk;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far a load was at a checkpoint.
 *
 * <p>The position that the stream must pass before the load is complete is not kept: a process that goes on asks the source anew, and a
 * later position is as good.
 */
public sealed interface LoadProgress {

    /** The files that the load has staged so far. */
    List<StagedFiles> staged();

    /** Nothing is kept: the load begins, or begins again, from the first row. */
    record Queued() implements LoadProgress {

        @Override
        public List<StagedFiles> staged() {
            return List.of();
        }
    }

    /**
     * A load in chunks, over which the changes since before the first chunk are replayed.
     *
     * @param storageIdentity the table's storage when the load began; if another, rows may have moved without events
     * @param finished chunks whose rows are staged
     * @param unfinished chunks that were found and not finished; to be read again
     * @param exhausted whether there is no chunk behind the furthest of them
     * @param generations the table's changes since the load began, in order
     * @param columns what is to become of columns that changed meanwhile
     */
    record Chunks(
            String storageIdentity,
            List<FinishedChunk> finished,
            List<Chunk> unfinished,
            boolean exhausted,
            List<StagedFiles> generations,
            CarriedColumns columns)
            implements LoadProgress {
        public Chunks {
            finished = List.copyOf(finished);
            unfinished = List.copyOf(unfinished);
            generations = List.copyOf(generations);
        }

        @Override
        public List<StagedFiles> staged() {
            return Stream.concat(finished.stream().map(FinishedChunk::files), generations.stream())
                    .toList();
        }

        /** The same with other columns. */
        public Chunks carrying(CarriedColumns other) {
            return new Chunks(storageIdentity, finished, unfinished, exhausted, generations, other);
        }
    }

    /**
     * A finished read of the whole table under one snapshot.
     *
     * @param snapshot what the read saw: events of those transactions are skipped
     * @param rows the staged rows
     * @param generations the events that the snapshot did not see, in order
     */
    record OneRead(String snapshot, StagedFiles rows, List<StagedFiles> generations) implements LoadProgress {
        public OneRead {
            generations = List.copyOf(generations);
        }

        @Override
        public List<StagedFiles> staged() {
            return Stream.concat(Stream.of(rows), generations.stream()).toList();
        }
    }

    /**
     * A chunk whose rows are staged.
     *
     * @param settled whether no change of columns that the stream has yet to bring can have come before it was read
     */
    record FinishedChunk(Chunk chunk, StagedFiles files, boolean settled) {}
}
