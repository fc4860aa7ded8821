package dev.firn.engine.source.postgres;

import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.source.postgres.TableStorage.Heap;
import java.util.List;
import java.util.Optional;

/**
 * Cuts tables into chunks by pages; small heaps share one. Pages that a heap gets later need not be read: whatever is in them is in the
 * stream. It is the primary's pages that are counted, also where a replica is read: one that is behind may lack the last of them, whose
 * rows are in the stream too.
 */
final class PageChunks {

    /** However small they are: each is a statement and a lock of its own. */
    private static final int MOST_HEAPS = 100;

    /** A table is cut into at least so many chunks that are worth a file, so that several are read at a time and a crash costs little. */
    private static final int PARTS = 32;

    private static final long WORTH_A_FILE = 8L << 20;

    // Long enough that staging a chunk's files costs little, short enough to be read again after a crash.
    private final long mostBytes;

    /**
     * Cuts.
     *
     * @param mostBytes how large a chunk of a large table is
     */
    PageChunks(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    private long chunkBytes(TableStorage storage) {
        return Math.min(mostBytes, Math.max(WORTH_A_FILE, storage.bytes() / PARTS));
    }

    Optional<Chunk> first(TableStorage storage) {
        return beginning(0, filled(storage, -1), chunkBytes(storage));
    }

    Optional<Chunk> after(TableStorage storage, Chunk previous) {
        PageRange range = PageRange.parse(previous.range());
        int ordinal = previous.ordinal() + 1;
        Long from = range.to();
        List<Heap> behind = filled(storage, from == null ? range.last() : range.heap() - 1);
        if (from != null && !behind.isEmpty() && behind.get(0).oid() == range.heap()) {
            return Optional.of(chunk(ordinal, behind, from, chunkBytes(storage)));
        }
        return beginning(ordinal, behind, chunkBytes(storage));
    }

    private static List<Heap> filled(TableStorage storage, long behind) {
        return storage.heaps().stream()
                .filter(heap -> heap.oid() > behind && heap.pages() > 0)
                .toList();
    }

    private static Optional<Chunk> beginning(int ordinal, List<Heap> heaps, long chunkBytes) {
        return heaps.isEmpty() ? Optional.empty() : Optional.of(chunk(ordinal, heaps, 0, chunkBytes));
    }

    private static Chunk chunk(int ordinal, List<Heap> heaps, long from, long chunkBytes) {
        Heap heap = heaps.get(0);
        long pages = Math.max(1, chunkBytes / heap.bytesPerPage());
        if (from + pages < heap.pages()) {
            return new Chunk(
                    ordinal, PageRange.some(heap.oid(), from, from + pages).text());
        }
        long through = lastThatFits(heaps, Math.max(0, heap.pages() - from) * heap.bytesPerPage(), chunkBytes);
        return new Chunk(ordinal, PageRange.rest(heap.oid(), from, through).text());
    }

    private static long lastThatFits(List<Heap> heaps, long bytesOfFirst, long chunkBytes) {
        long bytes = bytesOfFirst;
        long last = heaps.get(0).oid();
        for (Heap next : heaps.subList(1, heaps.size())) {
            bytes += Math.max(next.bytes(), chunkBytes / MOST_HEAPS);
            if (bytes > chunkBytes) {
                break;
            }
            last = next.oid();
        }
        return last;
    }
}
