package dev.firn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.demo.server.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** What tests must keep to. (A class of its own: Surefire does not look into nested ones.) */
@AnalyzeClasses(packages = "dev.firn", importOptions = TestArchitectureTest.TestClasses.class)
class TestArchitectureTest {

    @ArchTest
    static final ArchRule testsHaveNamesThatTheRunnerPicksUp = methods()
            .that()
            .areAnnotatedWith(Test.class)
            .or()
            .areAnnotatedWith(ParameterizedTest.class)
            .should()
            .beDeclaredInClassesThat()
            .haveNameMatching(".*(Test|IT)(\\$.*)?")
            .orShould()
            .beDeclaredInClassesThat()
            .haveModifier(JavaModifier.ABSTRACT)
            .because("Surefire runs *Test and Failsafe *IT; a test of any other name is never run, and nobody notices");

    @ArchTest
    static final ArchRule noMocks = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.mockito..", "org.easymock..")
            .because(
                    "fakes are written by hand and can fail in named ways; a mock says only what the test already believes");

    @ArchTest
    static final ArchRule serversComeFromOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages("dev.firn.app.servers..", "dev.firn.app.demo..")
            .should()
            .callMethod(PostgresServer.class, "start", Path.class)
            .orShould()
            .callMethod(MysqlServer.class, "start", Path.class)
            .because(
                    "a test that starts a server by itself has a child process also under -Dtest.servers=containers: ask"
                            + " dev.firn.app.servers.Servers");

    /** ArchUnit's own option looks for {@code target/test-classes}, where the build without checks does not put them. */
    static final class TestClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return location.contains("/test-classes/");
        }
    }
}
