package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.mysql.ChunkEnd.Found;
import dev.firn.engine.source.mysql.KeyColumn.Collation;
import dev.firn.engine.source.mysql.KeyColumn.Form;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChunkEndTest {

    private static final int KEYS = 5_000;
    private static final int WANTED = 250;
    private static final Comparator<String> NUMERIC = Comparator.comparing(BigDecimal::new);

    private static KeyColumn column(Form form) {
        return new KeyColumn("k", form, 0, new Collation("utf8mb4", "utf8mb4_0900_ai_ci"));
    }

    private static List<String> numbers(LongFunction<Number> number) {
        return LongStream.range(0, KEYS).mapToObj(number).map(Object::toString).toList();
    }

    private static Collection<List<String>> single(Collection<String> values) {
        return values.stream().map(List::of).toList();
    }

    /** Walks through all chunks, and sees that they are disjoint and leave out nothing. */
    private static List<Integer> sizes(FakeKeyIndex index, List<KeyColumn> columns) {
        List<Integer> sizes = new ArrayList<>();
        List<String> after = List.of();
        while (true) {
            Optional<Found> end = ChunkEnd.find(index, new KeyInterpolation(columns), after, WANTED);
            if (end.isEmpty()) {
                return sizes;
            }
            sizes.add(index.between(after, end.get().upTo()).size());
            if (end.get().upTo().isEmpty()) {
                return sizes;
            }
            after = end.get().upTo();
        }
    }

    private static void assertCut(FakeKeyIndex index, KeyColumn... columns) {
        // As InnoDB does: twice as many as there are, but never more than half of the table.
        index.estimating = rows -> Math.min(2 * rows, Math.max(KEYS / 2, 1));
        List<Integer> sizes = sizes(index, List.of(columns));
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(index.between(List.of(), List.of()).size());
        assertThat(sizes).allSatisfy(size -> assertThat(size).isBetween(1, 5 * WANTED / 2));
        assertThat(sizes).hasSizeBetween(KEYS / (5 * WANTED / 2), 4 * KEYS / WANTED);
        assertThat(index.questions / sizes.size()).as("questions per chunk").isLessThan(60);
    }

    private static void assertCutNumbers(LongFunction<Number> number) {
        assertCut(new FakeKeyIndex(List.of(NUMERIC), single(numbers(number))), column(Form.NUMBER));
    }

    @Test
    void evenNumbers() {
        assertCutNumbers(i -> i);
        assertCutNumbers(i -> -7L * i);
    }

    @Test
    void aGapCostsLittleHoweverWideItIs() {
        assertCutNumbers(i -> i == 0 ? 1 : 1_000_000_000_000_000_000L + i);
        assertCutNumbers(i -> i < 10 ? Long.MIN_VALUE + i : i);
        assertCutNumbers(i -> i < KEYS / 2 ? i : Long.MAX_VALUE - i);
    }

    @Test
    void skewedNumbers() {
        assertCutNumbers(i -> i * i * i);
        assertCutNumbers(i -> new BigDecimal("18446744073709551615").subtract(BigDecimal.valueOf(i * i)));
        SplittableRandom random = new SplittableRandom(1);
        assertCutNumbers(i -> (long) Math.pow(2, random.nextDouble(62)) + i);
    }

    @Test
    void uuids() {
        Random random = new Random(3);
        List<String> uuids = LongStream.range(0, KEYS)
                .mapToObj(i -> new UUID(random.nextLong(), random.nextLong()).toString())
                .toList();
        assertCut(new FakeKeyIndex(List.of(Comparator.naturalOrder()), single(uuids)), column(Form.TEXT));
        List<String> hex = uuids.stream().map(uuid -> uuid.replace("-", "")).toList();
        assertCut(new FakeKeyIndex(List.of(Comparator.naturalOrder()), single(hex)), column(Form.BYTES));
    }

    @Test
    void textsWithALongBeginningInCommonAndOneWithout() {
        List<String> texts = new ArrayList<>(numbers(i -> 100_000 + i))
                .stream()
                        .map(i -> "https://www.example.com/items?number=" + i)
                        .collect(Collectors.toCollection(ArrayList::new));
        texts.set(0, "a");
        texts.set(1, "zebra");
        assertCut(new FakeKeyIndex(List.of(String.CASE_INSENSITIVE_ORDER), single(texts)), column(Form.TEXT));
    }

    /** Orders of which the guesses know nothing. */
    private enum Strange {
        BACKWARDS(Comparator.reverseOrder()),
        BY_LAST_CHARACTER_FIRST(Comparator.comparing(
                (String text) -> new StringBuilder(text).reverse().toString())),
        BY_HASH(Comparator.comparing(String::hashCode).thenComparing(Function.identity()));

        private final Comparator<String> order;

        Strange(Comparator<String> order) {
            this.order = order;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostUnderAnyOrder(Strange strange) {
        List<String> texts = new ArrayList<>(numbers(i -> 37 * i))
                .stream()
                        .map(i -> (Integer.parseInt(i) % 3 == 0 ? "Ä" : "ж") + i)
                        .toList();
        FakeKeyIndex index = new FakeKeyIndex(List.of(strange.order), single(texts));
        assertThat(sizes(index, List.of(column(Form.TEXT))).stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(KEYS);
        assertThat(index.questions).isLessThan(KEYS);
    }

    @Test
    void nothingIsLostUnderAnyEstimate() {
        Random random = new Random(5);
        for (int i = 0; i < 20; i++) {
            FakeKeyIndex index = new FakeKeyIndex(List.of(NUMERIC), single(numbers(n -> n)));
            index.estimating = rows -> random.nextInt(KEYS);
            assertThat(sizes(index, List.of(column(Form.NUMBER))).stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(KEYS);
        }
    }

    @Test
    void keysOfSeveralColumns() {
        SplittableRandom random = new SplittableRandom(7);
        List<List<String>> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            // One tenant has nearly everything, and names differ in case alone, which says nothing.
            String tenant = Integer.toString(i % 100 == 0 ? random.nextInt(1000) : 500);
            keys.add(List.of(tenant, i % 2 == 0 ? "Main" : "main", Integer.toString(i)));
        }
        Collections.shuffle(keys, new Random(11));
        assertCut(
                new FakeKeyIndex(List.of(NUMERIC, String.CASE_INSENSITIVE_ORDER, NUMERIC), keys),
                column(Form.NUMBER),
                column(Form.TEXT),
                column(Form.NUMBER));
    }

    @Test
    void anEmptyTableHasNoChunkAndOneRowIsOne() {
        List<KeyColumn> columns = List.of(column(Form.NUMBER));
        assertThat(sizes(new FakeKeyIndex(List.of(NUMERIC), List.of()), columns))
                .isEmpty();
        assertThat(sizes(new FakeKeyIndex(List.of(NUMERIC), single(List.of("7"))), columns))
                .containsExactly(1);
    }

    @Test
    void evenKeysCostFewQuestions() {
        FakeKeyIndex index = new FakeKeyIndex(List.of(NUMERIC), single(numbers(i -> 3 * i)));
        index.estimating = rows -> 2 * rows;
        List<Integer> sizes = sizes(index, List.of(column(Form.NUMBER)));
        assertThat((double) index.questions / sizes.size()).isLessThan(6);
    }
}
