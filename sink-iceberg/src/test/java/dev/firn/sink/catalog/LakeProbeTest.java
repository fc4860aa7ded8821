package dev.firn.sink.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.Finding.Verdict;
import dev.firn.sink.support.TestLake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeProbeTest {

    @TempDir
    private Path folder;

    @Test
    void aLakeThatWorksIsLeftAsItWas() {
        try (TestLake lake = TestLake.in(folder)) {
            assertThat(lake.lake().check()).isNotEmpty().allMatch(finding -> finding.verdict() == Verdict.OK);
            assertThat(lake.catalog().namespaceExists(Namespace.of("shop"))).isFalse();
            lake.openOrders();
            assertThat(lake.lake().check()).allMatch(finding -> finding.verdict() == Verdict.OK);
            assertThat(lake.catalog().listTables(Namespace.of("shop"))).hasSize(2);
        }
        assertThat(TestLake.files(folder)).noneMatch(file -> file.toString().contains("probe"));
    }

    @Test
    void aWarehouseThatCannotBeWrittenIsNamed() throws Exception {
        Files.writeString(folder.resolve("warehouse"), "a file where a folder should be");
        try (TestLake lake = TestLake.in(folder)) {
            List<Finding> findings = lake.lake().check();
            assertThat(findings)
                    .filteredOn(finding -> finding.verdict() == Verdict.FAILURE)
                    .hasSize(1)
                    .first()
                    .satisfies(failure -> assertThat(failure.message()).contains("warehouse"));
        }
    }

    @Test
    void deniedAccessNamesWhatMustBeAllowed() {
        try (TestLake lake = TestLake.in(folder)) {
            lake.catalog().makeUnreachable(new ForbiddenException("not authorized to perform: glue:CreateTable"));
            List<Finding> findings = lake.lake().check();
            assertThat(findings)
                    .filteredOn(finding -> finding.verdict() == Verdict.FAILURE)
                    .hasSize(1)
                    .first()
                    .satisfies(failure -> {
                        assertThat(failure.message()).contains("glue:CreateTable");
                        assertThat(failure.remedy()).contains("needs to write the folder");
                    });
        }
    }
}
