package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.TablePattern;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameCaseTest {

    private static final TableSelection CAPITALS = new TableSelection(
            List.of(new TablePattern("shop.*"), new TablePattern("Shop.Orders")),
            List.of(new TablePattern("shop.SECRET")),
            Map.of(new TableId("shop", "T"), TableRules.DEFAULT));

    @Test
    void caseCountsUnderZero() {
        assertThat(NameCase.of(0).spelled(new TableId("Shop", "Größe"))).isEqualTo(new TableId("Shop", "Größe"));
        assertThat(NameCase.of(0).misspelled(CAPITALS)).isEmpty();
    }

    /** On a server of 2 names are shown as they were given; its log has them in lower case. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void caseIsNoneUnderOneAndTwo(int setting) {
        NameCase names = NameCase.of(setting);
        assertThat(names.spelled(new TableId("Shop", "GRÖSSE"))).isEqualTo(new TableId("shop", "grösse"));
        assertThat(names.spelled("ΟΔΟΣ İ")).isEqualTo("οδοσ i");
        assertThat(names.misspelled(CAPITALS)).hasValueSatisfying(finding -> {
            assertThat(finding.message()).endsWith("names Shop.Orders, shop.SECRET, shop.T");
            assertThat(finding.remedy()).contains("write shop.orders, shop.secret, shop.t");
        });
    }
}
