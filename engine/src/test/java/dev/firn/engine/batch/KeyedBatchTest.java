package dev.firn.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.KeyedBatch.Inserts;
import dev.firn.engine.event.FormerPlace;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class KeyedBatchTest {

    private static final TableLayout LAYOUT = new TableLayout(
            new TableId("shop", "orders"),
            List.of(
                    new LakeColumn("id", Types.LongType.get(), true),
                    new LakeColumn("a", Types.StringType.get(), false),
                    new LakeColumn("t", Types.StringType.get(), false)),
            List.of(0),
            TableMode.UPSERT);

    private final KeyedBatch batch = new KeyedBatch(LAYOUT, Inserts.ARE_NEW);

    private static Object[] row(long id, String a, String t) {
        return new Object[] {id, a, t};
    }

    private static Object[] key(long id) {
        return new Object[] {id};
    }

    private static BitSet missing(int column) {
        BitSet missing = new BitSet();
        missing.set(column);
        return missing;
    }

    private static FormerPlace in(String a) {
        return new FormerPlace(List.of(1), new Object[] {a});
    }

    @Test
    void aRowIsDeletedWhereItWasBeforeTheBatch() {
        batch.update(row(1, "b", "y"), in("a"));
        batch.update(row(1, "c", "y"), in("b"));
        batch.delete(key(2), in("z"));
        batch.insert(row(2, "y", "y"));
        batch.delete(key(3), in("q"));
        batch.update(row(4, "b", "y"));
        batch.insert(row(5, "b", "y"));
        batch.delete(key(5), in("b"));
        SealedBatch sealed = batch.seal();

        assertThat(sealed.deletedKeys()).containsExactly(key(4));
        Map<Object, Object> places = new HashMap<>();
        for (int i = 0; i < sealed.placedKeys().keys().size(); i++) {
            places.put(
                    sealed.placedKeys().keys().get(i)[0],
                    sealed.placedKeys().places().get(i).values()[0]);
        }
        assertThat(places).isEqualTo(Map.of(1L, "a", 2L, "z", 3L, "q"));
        assertThat(sealed.rows()).hasSize(3);
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    void nobodyKnowsWhereARowIsThatWasPartlyTold() {
        batch.updatePartly(row(1, "b", null), missing(2));
        batch.update(row(1, "c", "y"), in("b"));

        assertThat(batch.seal().deletedKeys()).containsExactly(key(1));
    }

    @Test
    void aRowOfALoadMayBeAnywhere() {
        KeyedBatch replayed = new KeyedBatch(LAYOUT, Inserts.MAY_REPLACE);
        replayed.update(row(1, "b", "y"), in("a"));
        replayed.delete(key(2), in("a"));
        SealedBatch sealed = replayed.seal();

        assertThat(sealed.deletedKeys()).containsExactlyInAnyOrder(key(1), key(2));
        assertThat(sealed.placedKeys().keys()).isEmpty();
    }

    @Test
    void whereRowsWereIsAccountedFor() {
        batch.delete(key(1));
        long without = batch.bytes();
        batch.delete(key(2), in("a long value of a column that partitions are made from"));

        assertThat(batch.bytes() - without).isGreaterThan(without + 50);
    }

    @Test
    void insertOfANewKeyNeedsNoDelete() {
        batch.insert(row(1, "x", "y"));
        SealedBatch sealed = batch.seal();
        assertThat(sealed.rows()).containsExactly(row(1, "x", "y"));
        assertThat(sealed.deletedKeys()).isEmpty();
    }

    @Test
    void insertWritesItsDeleteWhereRowsMayExist() {
        KeyedBatch replayed = new KeyedBatch(LAYOUT, Inserts.MAY_REPLACE);
        replayed.insert(row(1, "x", "y"));
        SealedBatch sealed = replayed.seal();
        assertThat(sealed.rows()).hasSize(1);
        assertThat(sealed.deletedKeys()).containsExactly(key(1));
    }

    @Test
    void insertThenDeleteLeavesNothing() {
        batch.insert(row(1, "x", "y"));
        batch.update(row(1, "z", "y"));
        batch.delete(key(1));
        assertThat(batch.isEmpty()).isTrue();
        assertThat(batch.bytes()).isZero();
    }

    @Test
    void insertThenDeleteOfAReplayedKeyKeepsTheDelete() {
        KeyedBatch replayed = new KeyedBatch(LAYOUT, Inserts.MAY_REPLACE);
        replayed.insert(row(1, "x", "y"));
        replayed.delete(key(1));
        SealedBatch sealed = replayed.seal();
        assertThat(sealed.rows()).isEmpty();
        assertThat(sealed.deletedKeys()).containsExactly(key(1));
    }

    @Test
    void manyUpdatesOfARowCostOneDeleteAndOneRow() {
        for (int i = 0; i < 100; i++) {
            batch.update(row(1, "x" + i, "y"));
        }
        SealedBatch sealed = batch.seal();
        assertThat(sealed.rows()).containsExactly(row(1, "x99", "y"));
        assertThat(sealed.deletedKeys()).containsExactly(key(1));
    }

    @Test
    void deleteThenInsertIsADeleteAndARow() {
        batch.delete(key(1));
        batch.insert(row(1, "new", "y"));
        SealedBatch sealed = batch.seal();
        assertThat(sealed.rows()).containsExactly(row(1, "new", "y"));
        assertThat(sealed.deletedKeys()).containsExactly(key(1));
    }

    @Test
    void partialUpdateTakesWhatTheBatchKnows() {
        batch.insert(row(1, "x", "large"));
        batch.updatePartly(new Object[] {1L, "z", null}, missing(2));
        SealedBatch sealed = batch.seal();
        assertThat(sealed.rows()).containsExactly(row(1, "z", "large"));
        assertThat(sealed.partials()).isEmpty();
    }

    @Test
    void partialUpdateOfAnUnknownRowIsCompletedFromTheSource() {
        batch.updatePartly(new Object[] {1L, "z", null}, missing(2));
        SealedBatch sealed = batch.seal();
        assertThat(sealed.rows()).isEmpty();
        assertThat(sealed.deletedKeys()).containsExactly(key(1));
        assertThat(sealed.partialKeys()).containsExactly(key(1));
        assertThat(sealed.completedBy(List.<Object[]>of(row(1, "later", "large")))
                        .rows())
                .containsExactly(row(1, "z", "large"));
    }

    @Test
    void partialRowThatTheSourceNoLongerHasLeavesItsDelete() {
        batch.updatePartly(new Object[] {1L, "z", null}, missing(2));
        SealedBatch completed = batch.seal().completedBy(List.of());
        assertThat(completed.rows()).isEmpty();
        assertThat(completed.partials()).isEmpty();
        assertThat(completed.deletedKeys()).containsExactly(key(1));
    }

    @Test
    void fullUpdateAfterAPartialOneIsFull() {
        batch.updatePartly(new Object[] {1L, "z", null}, missing(2));
        batch.update(row(1, "q", "r"));
        SealedBatch sealed = batch.seal();
        assertThat(sealed.rows()).containsExactly(row(1, "q", "r"));
        assertThat(sealed.partials()).isEmpty();
    }

    @Test
    void secondPartialUpdateKeepsWhatTheFirstKnew() {
        batch.updatePartly(new Object[] {1L, null, "t"}, missing(1));
        batch.updatePartly(new Object[] {1L, "a", null}, missing(2));
        assertThat(batch.seal().rows()).containsExactly(row(1, "a", "t"));
    }

    /** As who looks its missing values up must know. */
    @Test
    void aRowThatMovedToAnotherKeyHasItsValuesUnderTheFormerOne() {
        batch.delete(key(1));
        batch.updatePartly(new Object[] {2L, "a", null}, missing(2), key(1));
        batch.delete(key(2));
        batch.updatePartly(new Object[] {3L, "b", null}, missing(2), key(2));
        batch.updatePartly(new Object[] {3L, "c", null}, missing(2));
        SealedBatch sealed = batch.seal();

        assertThat(sealed.rows()).isEmpty();
        assertThat(sealed.partials()).singleElement().satisfies(row -> {
            assertThat(row.key()).isEqualTo(key(3));
            assertThat(row.row()).isEqualTo(new Object[] {3L, "c", null});
            assertThat(row.formerKey()).isEqualTo(key(1));
        });
    }

    @Test
    void aRowThatMovedToAnotherKeyKeepsWhatTheBatchKnew() {
        batch.update(row(1, "a", "large"));
        batch.delete(key(1));
        // Memory may run out between the two.
        assertThat(batch.seal().rows()).isEmpty();
        batch.updatePartly(new Object[] {2L, "b", null}, missing(2), key(1));

        assertThat(batch.seal().rows()).containsExactly(row(2, "b", "large"));
    }

    @Test
    void aRowThatTakesTheKeyOfADeletedOneHasNoneOfItsValues() {
        batch.update(row(2, "other", "not mine"));
        batch.delete(key(2));
        batch.delete(key(1));
        batch.updatePartly(new Object[] {2L, "a", null}, missing(2), key(1));
        SealedBatch sealed = batch.seal();

        assertThat(sealed.rows()).isEmpty();
        assertThat(sealed.partials())
                .singleElement()
                .satisfies(row -> assertThat(row.formerKey()).isEqualTo(key(1)));
    }

    /** A row comes from 1 by way of 2 to 3, and 1 has a new row by then: what 3 lacks must not be looked for in that one. */
    @Test
    void isNotSealedWhereTheKeyThatHasMissingValuesWouldHaveAnotherRow() {
        batch.delete(key(1));
        assertThat(batch.isBetweenKeys()).isFalse();
        batch.updatePartly(new Object[] {2L, "z", null}, missing(2), key(1));
        batch.insert(row(1, "new", "other"));
        batch.delete(key(2));
        assertThat(batch.isBetweenKeys()).isTrue();
        batch.updatePartly(new Object[] {3L, "z", null}, missing(2), key(2));
        assertThat(batch.isBetweenKeys()).isFalse();
        batch.delete(key(9));
        assertThat(batch.isBetweenKeys()).isFalse();
    }

    @Test
    void clearForgetsRowsAndDeletes() {
        batch.delete(key(1));
        batch.insert(row(2, "x", "y"));
        batch.clear();
        assertThat(batch.isEmpty()).isTrue();
        assertThat(batch.bytes()).isZero();
    }

    @Test
    void bytesFollowTheRowsThatAreHeld() {
        batch.insert(row(1, "x", "y".repeat(1_000)));
        long large = batch.bytes();
        batch.update(row(1, "x", "y"));
        assertThat(large - batch.bytes()).isEqualTo(999);
        assertThat(batch.seal().bytes()).isEqualTo(large - 999);
        assertThat(batch.bytes()).isZero();
    }

    @Test
    void keysAreEqualIfAndOnlyIfTheirValuesAre() {
        assertThat(RowKey.ofValues(new Object[] {ByteBuffer.wrap(new byte[] {1, 2})}))
                .isEqualTo(RowKey.ofValues(new Object[] {ByteBuffer.wrap(new byte[] {0, 1, 2}, 1, 2)}));
        assertThat(RowKey.ofValues(new Object[] {CharBuffer.wrap("a")})).isEqualTo(RowKey.ofValues(new Object[] {"a"}));
        assertThat(RowKey.ofValues(new Object[] {"a"})).isNotEqualTo(RowKey.ofValues(new Object[] {"A"}));
        assertThat(RowKey.ofValues(new Object[] {new BigDecimal("1.10")}))
                .isEqualTo(RowKey.ofValues(new Object[] {new BigDecimal("1.10")}));
        assertThat(RowKey.ofValues(new Object[] {1L, "a"})).isNotEqualTo(RowKey.ofValues(new Object[] {1L, "b"}));
    }
}
