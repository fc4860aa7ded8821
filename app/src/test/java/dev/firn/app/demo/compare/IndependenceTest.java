package dev.firn.app.demo.compare;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.firn.app.demo", importOptions = ImportOption.DoNotIncludeTests.class)
class IndependenceTest {

    @ArchTest
    static final ArchRule THE_JUDGE_SHARES_NO_CODE_WITH_THE_JUDGED = noClasses()
            .that()
            .resideInAPackage("dev.firn.app.demo.compare..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.firn.engine..",
                    "dev.firn.sink..",
                    "dev.firn.schema.mapping..",
                    "dev.firn.schema.layout..",
                    "dev.firn.schema.change..")
            .because("a comparison that decodes or maps types by Firn's own code agrees with its mistakes;"
                    + " what a value should be is decided in ValueKind, from JDBC and Iceberg's generic reader alone");

    @ArchTest
    static final ArchRule THE_WORKLOAD_DOES_NOT_KNOW_THAT_IT_IS_REPLICATED = noClasses()
            .that()
            .resideInAPackage("dev.firn.app.demo.workload..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.firn.engine..", "dev.firn.sink..", "dev.firn.app.demo.compare..")
            .because("the workload is a user of the database who does not know that it is replicated");
}
