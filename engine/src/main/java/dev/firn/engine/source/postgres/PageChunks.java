package dev.firn.engine.source.postgres;

import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.source.postgres.TableStorage.Heap;
import java.util.Optional;

/**
 * Cuts tables into chunks by pages. The last chunk of each heap has no upper end: rows that are appended behind it later are in
 * the stream, and being read twice does no harm.
 */
final class PageChunks {

    // Long enough that planning and opening a query cost nothing, short enough to be no long transaction.
    private final long chunkBytes;

    PageChunks(long chunkBytes) {
        this.chunkBytes = chunkBytes;
    }

    Optional<Chunk> first(TableStorage storage) {
        return storage.heaps().stream()
                .filter(heap -> heap.pages() > 0)
                .findFirst()
                .map(heap -> chunk(0, heap, 0));
    }

    Optional<Chunk> after(TableStorage storage, Chunk previous) {
        PageRange range = PageRange.parse(previous.range());
        int ordinal = previous.ordinal() + 1;
        Long from = range.to();
        if (from != null) {
            Optional<Heap> same = storage.heaps().stream()
                    .filter(heap -> heap.oid() == range.heap())
                    .findFirst();
            if (same.isPresent()) {
                return Optional.of(chunk(ordinal, same.get(), from));
            }
        }
        return storage.heaps().stream()
                .filter(heap -> heap.oid() > range.heap() && heap.pages() > 0)
                .findFirst()
                .map(heap -> chunk(ordinal, heap, 0));
    }

    private Chunk chunk(int ordinal, Heap heap, long from) {
        long to = from + pagesPerChunk(heap);
        return new Chunk(ordinal, new PageRange(heap.oid(), from, to < heap.pages() ? to : null).text());
    }

    /** Values stored out of line are read with the pages that point to them. */
    private long pagesPerChunk(Heap heap) {
        long bytesPerPage = Math.max(1, heap.bytes() / Math.max(1, heap.pages()));
        return Math.max(1, chunkBytes / bytesPerPage);
    }
}
