package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.LakeTables.RowStage;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.support.TestLake;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tables of format version 3 have and others have not. */
class FormatVersionTest {

    private static final LakeColumn ID = new LakeColumn("id", Types.LongType.get(), true);
    private static final LakeColumn STATUS = new LakeColumn("status", Types.StringType.get(), false);
    private static final LakeColumn COUNTRY = new LakeColumn("country", Types.StringType.get(), false);
    private static final TableLayout NEW_TYPES = TestLake.layout(
            ID,
            new LakeColumn("at", Types.TimestampNanoType.withoutZone(), false),
            new LakeColumn("instant", Types.TimestampNanoType.withZone(), false),
            new LakeColumn("document", Types.VariantType.get(), false),
            new LakeColumn("place", Types.GeometryType.crs84(), false),
            STATUS);

    @TempDir
    private Path folder;

    private TestLake lake(int formatVersion) {
        LakeSettings plain = TestLake.settings(folder);
        return TestLake.of(TestLake.with(plain, formatVersion, plain.write(), Map.of()), "shop");
    }

    private static ByteBuffer point(double x, double y) {
        return ByteBuffer.allocate(21)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1)
                .putInt(1)
                .putDouble(x)
                .putDouble(y)
                .flip();
    }

    @Test
    void aDefaultIsInRowsThatWereThereBeforeAndInNoOthers() {
        try (TestLake lake = lake(3)) {
            TableLayout before = TestLake.layout(ID, STATUS);
            TableLayout after = TestLake.layout(ID, STATUS, COUNTRY);
            lake.lake().tables().open(before);
            assertThat(lake.lake().tables().takesDefaults(TestLake.ORDERS)).isTrue();
            lake.commit(1, new Step.Replace(List.of(lake.stage(before, 1, rows(row(1L, "a"), row(2L, "b")), keys()))));
            List<SchemaChange> addition = List.of(new SchemaChange.AddColumn(COUNTRY, "N/A"));
            lake.lake().tables().evolve(TestLake.ORDERS, addition);
            lake.catalog().takeCalls();
            lake.lake().tables().evolve(TestLake.ORDERS, addition);
            assertThat(lake.catalog().takeCalls()).doesNotContain("commit");
            lake.commit(
                    2,
                    new Step.Apply(lake.stage(before, 2, rows(row(3L, "c")), keys())),
                    new Step.Apply(lake.stage(after, 2, rows(row(2L, "b", "NL"), row(4L, "d", null)), keys(2L))));

            assertThat(lake.contents()).containsExactly("[1, a, N/A]", "[2, b, NL]", "[3, c, N/A]", "[4, d, null]");
        }
    }

    @Test
    void rowsOfTheNewTypesAreLoadedAndStreamed() throws Exception {
        try (TestLake lake = lake(3)) {
            lake.lake().tables().open(NEW_TYPES);
            StagedFiles loaded;
            try (RowStage stage = lake.lake()
                    .tables()
                    .openRowStage(
                            new CheckpointId(1),
                            TestLake.ORDERS,
                            LakeSchemas.forWriting(NEW_TYPES, lake.table().schema()))) {
                stage.write(row(1L, 1_001L, 2_002L, "{\"b\": [1, 2.50, null], \"a\": \"x\"}", point(1, 2), "s"));
                stage.write(row(2L, null, null, null, null, null));
                loaded = stage.finish();
            }
            lake.commit(1, new Step.Replace(List.of(loaded)));
            lake.commit(
                    2,
                    new Step.Apply(lake.stage(
                            NEW_TYPES,
                            2,
                            rows(row(3L, 1_000L, 0L, " 18446744073709551616 ", point(3, 4), "t")),
                            keys(2L))));

            assertThat(lake.contents()).hasSize(2);
            assertThat(lake.contents().first())
                    .startsWith("[1, 1970-01-01T00:00:00.000001001, 1970-01-01T00:00:00.000002002Z, Variant(")
                    .contains("a: Variant", "2.50")
                    .endsWith(", s]");
            assertThat(lake.contents().last()).contains("18446744073709551616").endsWith(", t]");
        }
    }

    @Test
    void aDocumentAsDeepAsMayBeIsWritten() {
        TableLayout layout = TestLake.layout(ID, new LakeColumn("document", Types.VariantType.get(), false));
        String deep = "[".repeat(1_000) + "]".repeat(1_000);
        try (TestLake lake = lake(3)) {
            lake.lake().tables().open(layout);
            lake.commit(1, new Step.Replace(List.of(lake.stage(layout, 1, rows(row(1L, deep)), keys()))));

            assertThat(lake.contents()).hasSize(1);
        }
    }

    @Test
    void aTableKeepsItsFormatVersionAndRefusesTypesThatItHasNot() {
        try (TestLake two = lake(2)) {
            two.lake().tables().open(TestLake.layout(ID, STATUS));
            assertThat(two.lake().tables().takesDefaults(TestLake.ORDERS)).isFalse();
        }
        try (TestLake three = lake(3)) {
            three.lake().tables().open(TestLake.layout(ID, STATUS));
            assertThat(TableUtil.formatVersion(three.table())).isEqualTo(2);
            assertThatThrownBy(() -> three.lake().tables().open(NEW_TYPES))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("column at is to be timestamp_ns, which Iceberg has from format version 3 on")
                    .hasMessageContaining("column-types")
                    .extracting(failure -> ((LakeException) failure).scope())
                    .isEqualTo(LakeException.Scope.TABLE);
        }
    }
}
