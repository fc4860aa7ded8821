package dev.firn.engine.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.source.postgres.TableStorage.Heap;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
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
    void aHeapIsCutByPagesAndItsRestMayBeginTheNext() {
        assertThat(all(storage(heap(1, 25), heap(2, 0), heap(3, 10))))
                .containsExactly(
                        PageRange.some(1, 0, 10),
                        PageRange.some(1, 10, 20),
                        PageRange.rest(1, 20, 1),
                        PageRange.rest(3, 0, 3));
        assertThat(all(storage(heap(1, 25), heap(2, 0), heap(3, 5), heap(4, 11))))
                .containsExactly(
                        PageRange.some(1, 0, 10),
                        PageRange.some(1, 10, 20),
                        PageRange.rest(1, 20, 3),
                        PageRange.some(4, 0, 10),
                        PageRange.rest(4, 10, 4));
        assertThat(all(storage(heap(1, 0)))).isEmpty();
    }

    @Test
    void tinyPartitionsShareAChunkUpToABound() {
        PageChunks large = new PageChunks(1000 * PAGE);
        TableStorage storage = storage(
                LongStream.rangeClosed(1, 250).mapToObj(oid -> heap(oid, 1)).toArray(Heap[]::new));
        Chunk first = large.first(storage).orElseThrow();
        Chunk second = large.after(storage, first).orElseThrow();
        Chunk third = large.after(storage, second).orElseThrow();
        assertThat(PageRange.parse(first.range())).isEqualTo(PageRange.rest(1, 0, 100));
        assertThat(PageRange.parse(second.range())).isEqualTo(PageRange.rest(101, 0, 200));
        assertThat(PageRange.parse(third.range())).isEqualTo(PageRange.rest(201, 0, 250));
        assertThat(large.after(storage, third)).isEmpty();
    }

    @Test
    void pagesThatPointToLargeValuesMakeSmallerChunks() {
        assertThat(all(storage(new Heap(1, TABLE, 1, 4, 4 * 5 * PAGE))))
                .containsExactly(PageRange.some(1, 0, 2), PageRange.rest(1, 2, 1));
        assertThat(all(storage(new Heap(1, TABLE, 1, 2, 2 * 5000 * PAGE)))).hasSize(2);
    }

    @Test
    void aTableThatChangesMeanwhileIsReadToItsEnd() {
        Chunk second = new Chunk(1, PageRange.some(1, 10, 20).text());
        assertThat(chunks.after(storage(heap(1, 500)), second).orElseThrow())
                .isEqualTo(new Chunk(2, PageRange.some(1, 20, 30).text()));
        assertThat(chunks.after(storage(heap(1, 3)), second).orElseThrow())
                .as("after a truncate")
                .isEqualTo(new Chunk(2, PageRange.rest(1, 20, 1).text()));
        assertThat(chunks.after(storage(heap(7, 3)), second).orElseThrow())
                .as("after the partition was dropped")
                .isEqualTo(new Chunk(2, PageRange.rest(7, 0, 7).text()));
    }

    @Test
    void aRangeSaysWhichPagesOfWhichHeapsItHas() {
        PageRange range = PageRange.rest(3, 7, 5);
        assertThat(List.of(heap(2, 9), heap(3, 9), heap(4, 1), heap(5, 2), heap(6, 1)))
                .filteredOn(range::touches)
                .extracting(Heap::oid, range::firstOf, range::endOf)
                .containsExactly(tuple(3L, 7L, 9L), tuple(4L, 0L, 1L), tuple(5L, 0L, 2L));
        assertThat(PageRange.parse("{\"heap\":3,\"from\":7,\"to\":9}"))
                .as("as it was written before chunks had several heaps")
                .isEqualTo(PageRange.some(3, 7, 9));
    }

    @Test
    void theIdentityOfManyHeapsIsShort() {
        Heap[] heaps =
                LongStream.rangeClosed(1, 1_000).mapToObj(oid -> heap(oid, 1)).toArray(Heap[]::new);
        String before = storage(heaps).identity();
        heaps[500] = new Heap(501, TABLE, 9_999, 1, PAGE);
        assertThat(before).hasSizeLessThan(100).startsWith("1000 heaps");
        assertThat(storage(heaps).identity()).isNotEqualTo(before);
        assertThat(storage(heap(7, 1), heap(8, 1)).identity()).isEqualTo("7:7,8:8");
    }
}
