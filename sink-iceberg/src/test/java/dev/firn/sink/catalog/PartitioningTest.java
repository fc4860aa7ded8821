package dev.firn.sink.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.sink.catalog.Partitioning.Field;
import dev.firn.sink.catalog.Partitioning.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitioningTest {

    @Test
    void everyTransformIsRead() {
        assertThat(Partitioning.parse(List.of(
                                " id ",
                                "bucket(16, id)",
                                "truncate( 4 ,name )",
                                "year(t)",
                                "month(t)",
                                "day(created_at)",
                                "hour(t)"))
                        .fields())
                .containsExactly(
                        new Field.Identity("id"),
                        new Field.Bucket(16, "id"),
                        new Field.Truncate(4, "name"),
                        new Field.Calendar(Unit.YEAR, "t"),
                        new Field.Calendar(Unit.MONTH, "t"),
                        new Field.Calendar(Unit.DAY, "created_at"),
                        new Field.Calendar(Unit.HOUR, "t"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bucket(id)",
                "bucket(0, id)",
                "bucket(99999999999, id)",
                "week(t)",
                "day(2, t)",
                "day(t",
                "a)",
                "f()"
            })
    void anythingElseIsRefusedWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> Partitioning.parse(List.of(text)))
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("bucket(16, column)");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Partitioning all = Partitioning.parse(
                List.of("bucket(16, id)", "truncate(4,name)", "year(a)", "month(b)", "day(c)", "hour(d)", "status"));

        assertThat(all.text())
                .isEqualTo("bucket(16, id), truncate(4, name), year(a), month(b), day(c), hour(d), status");
        assertThat(Partitioning.NONE.text()).isEmpty();
    }
}
