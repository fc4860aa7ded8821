package dev.firn.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.checkpoint.LoadProgress.FinishedChunk;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.engine.source.SourceState;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.change.CommentChanges;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableDefinition.ColumnDefinition;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class CheckpointCodecTest {

    private static final CheckpointId ID = new CheckpointId(41);
    private static final Instant TIME = Instant.parse("2026-03-01T10:15:30.123456Z");
    private static final StagedFiles FILES =
            new StagedFiles(List.of("s3://lake/m1.avro"), List.of("s3://lake/d1.avro"), 7, 3, 2, 4_096);

    private static final TableOrigin ORIGIN = new TableOrigin(new TableIdentity("16384", "16402"), "a1b2");

    private static TableLayout layout(String table) {
        return new TableLayout(
                new TableId("shop", table),
                List.of(
                        new LakeColumn("id", Types.LongType.get(), true),
                        new LakeColumn("total", Types.DecimalType.of(12, 2), false),
                        new LakeColumn("at", Types.TimestampType.withZone(), false),
                        new LakeColumn("seen", Types.TimestampType.withoutZone(), false),
                        new LakeColumn("raw", Types.BinaryType.get(), false),
                        new LakeColumn("fix", Types.FixedType.ofLength(16), false),
                        new LakeColumn("u", Types.UUIDType.get(), false),
                        new LakeColumn("at_ns", Types.TimestampNanoType.withZone(), false),
                        new LakeColumn("seen_ns", Types.TimestampNanoType.withoutZone(), false),
                        new LakeColumn("document", Types.VariantType.get(), false),
                        new LakeColumn("place", Types.GeometryType.of("srid:3857"), false),
                        new LakeColumn("anywhere", Types.GeometryType.crs84(), false),
                        new LakeColumn("tags", Types.ListType.ofOptional(101, Types.StringType.get()), false),
                        new LakeColumn(
                                "attributes",
                                Types.MapType.ofOptional(
                                        102,
                                        103,
                                        Types.StringType.get(),
                                        Types.StructType.of(
                                                Types.NestedField.required(104, "x", Types.IntegerType.get()))),
                                false)),
                List.of(0),
                TableMode.UPSERT);
    }

    @Test
    void everyStateComesBackAsItWas() {
        SortedMap<TableId, TableState> tables = new TreeMap<>();
        put(tables, new TableState.Streaming(layout("a"), Set.of("old", "older"), ORIGIN), "a");
        put(tables, new TableState.Loading(layout("b"), new LoadProgress.Queued(), TableOrigin.UNKNOWN), "b");
        LoadProgress chunks = new LoadProgress.Chunks(
                "16384",
                List.of(
                        new FinishedChunk(new Chunk(0, "0-100"), FILES, true),
                        new FinishedChunk(new Chunk(1, "100-200"), StagedFiles.NONE, false)),
                List.of(new Chunk(2, "200-300")),
                true,
                List.of(FILES, StagedFiles.NONE),
                new CarriedColumns(
                        new PendingRenames(Map.of(3, "now"), Set.of(4)), Set.of("dropped"), Set.of("left", "behind")));
        put(tables, new TableState.Loading(layout("c"), chunks, ORIGIN), "c");
        put(
                tables,
                new TableState.Loading(
                        layout("d"), new LoadProgress.OneRead("10:20:11,12", FILES, List.of(FILES)), ORIGIN),
                "d");
        put(tables, new TableState.Stopped(layout("e"), "no such type", "exclude it", TIME, ORIGIN), "e");
        put(tables, new TableState.Stopped(null, "refused", "mend it", TIME, ORIGIN), "f");
        TableDefinition definition = new TableDefinition(
                "what \"it\" is",
                Map.of("id", new ColumnDefinition("", "int", "ab"), "a.b", new ColumnDefinition("why", "", "")));
        put(tables, new TableState.Gone(layout("g"), TIME, null, ORIGIN.defined(definition)), "g");
        put(tables, new TableState.Gone(layout("h"), TIME, new TableId("shop", "i"), ORIGIN.writtenNow()), "h");
        ColumnNumbers columns = new ColumnNumbers("16384", Map.of("id", 1, "total", 7));
        put(tables, new TableState.Streaming(layout("j"), Set.of(), ORIGIN.called(columns)), "j");
        CheckpointState state = new CheckpointState(
                new SourceState("{\"lsn\":42}", "history \"quoted\"\nand more"),
                "0/16B3748",
                TIME,
                tables,
                TIME,
                List.of(
                        new TableCommit(
                                new TableId("shop", "a"),
                                ID,
                                "0/16B3748",
                                TIME,
                                List.of(new Step.Replace(List.of(FILES, FILES)), new Step.Apply(FILES)),
                                new Resolution(
                                        7_012_345_678_901_234_567L,
                                        41,
                                        3,
                                        List.of(
                                                new Resolution.Run(
                                                        FILES, List.of("replaced-1.avro", "replaced-2.avro")),
                                                new Resolution.Run(StagedFiles.NONE, List.of())))),
                        new TableCommit(
                                new TableId("shop", "dotted.name"),
                                ID,
                                "0/16B3748",
                                TIME,
                                List.of(new Step.Replace(List.of()))),
                        new TableCommit(
                                new TableId("shop", "renamed"),
                                ID,
                                "0/16B3748",
                                TIME,
                                List.of(
                                        new Step.Rename(new PendingRenames(Map.of(2, "b", 3, "a"), Set.of(7))),
                                        new Step.Describe(new CommentChanges("", Map.of("a", "", "b", "why"))),
                                        new Step.Describe(new CommentChanges(null, Map.of())),
                                        new Step.Apply(FILES)))));

        assertThat(CheckpointCodec.decode(ID, CheckpointCodec.encode(state))).isEqualTo(state);
        // What whoever removes files must spare: of commits, and of loads their chunks, reads and changes.
        assertThat(state.staged())
                .containsEntry(
                        new TableId("shop", "a"),
                        List.of(
                                FILES,
                                FILES,
                                FILES,
                                FILES,
                                new StagedFiles(List.of(), List.of("replaced-1.avro", "replaced-2.avro"), 0, 0, 0, 0),
                                StagedFiles.NONE,
                                StagedFiles.NONE))
                .containsEntry(new TableId("shop", "b"), List.of())
                .containsEntry(new TableId("shop", "c"), List.of(FILES, StagedFiles.NONE, FILES, StagedFiles.NONE))
                .containsEntry(new TableId("shop", "d"), List.of(FILES, FILES))
                .containsEntry(new TableId("shop", "renamed"), List.of(FILES));
    }

    @Test
    void stateOfAnOlderFirnKnowsNoOrigin() {
        TableId table = new TableId("shop", "a");
        CheckpointState state = new CheckpointState(
                new SourceState("", ""),
                "0/1",
                TIME,
                new TreeMap<>(Map.of(table, new TableState.Streaming(layout("a"), Set.of(), ORIGIN))),
                null,
                List.of());
        String older = CheckpointCodec.encode(state).replaceAll(",\"origin\":\\{[^}]*}", "");

        assertThat(older).doesNotContain("origin");
        assertThat(CheckpointCodec.decode(ID, older).tables())
                .containsEntry(table, new TableState.Streaming(layout("a"), Set.of(), TableOrigin.UNKNOWN));
    }

    private static void put(Map<TableId, TableState> tables, TableState state, String name) {
        tables.put(new TableId("shop", name), state);
    }

    @Test
    void newerVersionIsRefused() {
        assertThatThrownBy(() -> CheckpointCodec.decode(ID, "{\"version\":2}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("checkpoint 41")
                .hasMessageContaining("version 2");
    }

    @Test
    void damagedStateIsRefused() {
        assertThatThrownBy(() -> CheckpointCodec.decode(ID, "{\"version\":1,"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not JSON");
        assertThatThrownBy(() -> CheckpointCodec.decode(ID, "{\"version\":1}"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
