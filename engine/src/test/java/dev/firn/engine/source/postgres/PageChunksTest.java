package dev.firn.engine.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.source.postgres.TableStorage.Heap;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageChunksTest {

    private static final TableId TABLE = new TableId("public", "orders");
    private static final long PAGE = 8192;

    private final PageChunks chunks = new PageChunks(10 * PAGE);

    private static Heap heap(long oid, long pages) {
        return new Heap(oid, TABLE, oid, pages, pages * PAGE);
    }

    private static TableStorage storage(Heap... heaps) {
        return new TableStorage(TABLE, heaps.length > 1, List.of(heaps));
    }

    private List<PageRange> all(TableStorage storage) {
        List<PageRange> ranges = new ArrayList<>();
        Optional<Chunk> next = chunks.first(storage);
        while (next.isPresent()) {
            ranges.add(PageRange.parse(next.get().range()));
            next = chunks.after(storage, next.get());
        }
        return ranges;
    }

    @Test
    void theLastChunkOfEachHeapIsOpen() {
        assertThat(all(storage(heap(1, 25), heap(2, 0), heap(3, 10))))
                .containsExactly(
                        new PageRange(1, 0, 10L),
                        new PageRange(1, 10, 20L),
                        new PageRange(1, 20, null),
                        new PageRange(3, 0, null));
        assertThat(all(storage(heap(1, 0)))).isEmpty();
    }

    @Test
    void pagesThatPointToLargeValuesMakeSmallerChunks() {
        assertThat(all(storage(new Heap(1, TABLE, 1, 4, 4 * 5 * PAGE))))
                .containsExactly(new PageRange(1, 0, 2L), new PageRange(1, 2, null));
        assertThat(all(storage(new Heap(1, TABLE, 1, 2, 2 * 5000 * PAGE)))).hasSize(2);
    }

    @Test
    void aTableThatChangesMeanwhileIsReadToItsEnd() {
        Chunk second = new Chunk(1, new PageRange(1, 10, 20L).text());
        assertThat(chunks.after(storage(heap(1, 500)), second).orElseThrow())
                .isEqualTo(new Chunk(2, new PageRange(1, 20, 30L).text()));
        assertThat(chunks.after(storage(heap(1, 3)), second).orElseThrow())
                .as("after a truncate")
                .isEqualTo(new Chunk(2, new PageRange(1, 20, null).text()));
        assertThat(chunks.after(storage(heap(7, 3)), second).orElseThrow())
                .as("after the partition was dropped")
                .isEqualTo(new Chunk(2, new PageRange(7, 0, null).text()));
    }
}
