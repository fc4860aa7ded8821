package dev.firn;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** Where code belongs. Each rule says, when it is broken, where the code should stand instead. */
@AnalyzeClasses(packages = "dev.firn", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule modulesPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.firn..")
            .layer("schema-evolution")
            .definedBy("dev.firn.schema..")
            .layer("engine")
            .definedBy("dev.firn.engine..")
            .layer("sink-iceberg")
            .definedBy("dev.firn.sink..")
            .layer("app")
            .definedBy("dev.firn.app..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("sink-iceberg")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("engine")
            .mayOnlyBeAccessedByLayers("sink-iceberg", "app")
            .because("schema-evolution <- engine <- sink-iceberg <- app: what a lower module needs of a higher one"
                    + " becomes a port, an interface in the lower one that the higher implements");

    @ArchTest
    static final ArchRule engineKnowsOnlyIcebergsTypes = noClasses()
            .that()
            .resideInAnyPackage("dev.firn.engine..")
            .should(dependOnClassesThat(describe(
                    "are of Iceberg beyond its types and schemas, of Parquet, Hadoop or AWS",
                    type -> resideInAnyPackage(
                                            "org.apache.iceberg..",
                                            "org.apache.parquet..",
                                            "org.apache.hadoop..",
                                            "software.amazon..")
                                    .test(type)
                            && !resideInAPackage("org.apache.iceberg.types..").test(type)
                            && !type.getFullName().startsWith("org.apache.iceberg.Schema"))))
            .because("the engine must run against any lake: catalogs, files and commits belong behind"
                    + " dev.firn.engine.lake, in dev.firn.sink");

    @ArchTest
    static final ArchRule debeziumStandsBehindThePort = noClasses()
            .that(resideOutsideOfPackages(
                    "dev.firn.engine.source.debezium..",
                    "dev.firn.engine.source.postgres..",
                    "dev.firn.engine.source.mysql..",
                    "dev.firn.engine.decode..",
                    // Not to read with, but to measure against.
                    "dev.firn.app.bench.debezium.."))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.debezium..", "org.apache.kafka..")
            .because("another reader of the log must be able to stand beside Debezium: turn its records into"
                    + " dev.firn.engine.event.ChangeEvent in dev.firn.engine.source.debezium, and pass only those on");

    @ArchTest
    static final ArchRule eventsKnowNoStage = noClasses()
            .that()
            .resideInAPackage("dev.firn.engine.event..")
            .should()
            .dependOnClassesThat(describe(
                    "are of a stage of the engine",
                    type -> type.getPackageName().startsWith("dev.firn.engine.")
                            && !type.getPackageName().startsWith("dev.firn.engine.event")))
            .because("events cross between the stages: what a stage adds to an event belongs into that stage");

    @ArchTest
    static final ArchRule batchesDoNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage("dev.firn.engine.batch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.firn.engine.source..",
                    "dev.firn.engine.stage..",
                    "dev.firn.engine.load..",
                    "dev.firn.engine.checkpoint..",
                    "dev.firn.engine.pipeline..",
                    "java.util.concurrent..",
                    "java.io..",
                    "java.sql..")
            .because(
                    "stage 3 gathers net changes in memory: threads and files belong to dev.firn.engine.stage, reading to"
                            + " dev.firn.engine.source");

    @ArchTest
    static final ArchRule theSinkKnowsNoSource = noClasses()
            .that()
            .resideInAPackage("dev.firn.sink..")
            .should(dependOnClassesThat(describe(
                    "are of the engine's stages before the lake",
                    type -> resideInAnyPackage(
                                            "dev.firn.engine.source..",
                                            "dev.firn.engine.decode..",
                                            "dev.firn.engine.batch..",
                                            "dev.firn.engine.stage..",
                                            "dev.firn.engine.load..",
                                            "dev.firn.engine.checkpoint..",
                                            "dev.firn.engine.pipeline..")
                                    .test(type)
                            && !type.getFullName().startsWith("dev.firn.engine.source.Finding"))))
            .because(
                    "the sink gets generations and checkpoints through dev.firn.engine.lake and asks for nothing else");

    @ArchTest
    static final ArchRule schemasKnowNothingOfRows = noClasses()
            .that()
            .resideInAPackage("dev.firn.schema..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..", "io.debezium..", "org.apache.kafka..", "org.apache.parquet..", "software.amazon..")
            .because("schema-evolution compares what the source has with what the lake has; reading either belongs to"
                    + " dev.firn.engine.source and dev.firn.sink");

    @ArchTest
    static final ArchRule enginePackagesHaveNoCycles = slices().matching("dev.firn.engine.(*)..")
            .should()
            .beFreeOfCycles()
            .because(
                    "the data goes one way: source, decode, batch, stage, checkpoint; when a stage needs a later one, the later"
                            + " one passes itself in as a listener");

    @ArchTest
    static final ArchRule otherPackagesHaveNoCycles = slices().matching("dev.firn.(schema|sink|app).(*)..")
            .should()
            .beFreeOfCycles()
            .because("a package that needs its user back is two packages cut in the wrong place");

    @ArchTest
    static final ArchRule onlyTheCommandLineEndsTheProcess = noClasses()
            .that()
            .resideOutsideOfPackage("dev.firn.app.cli..")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class)
            .because("whoever starts a pipeline decides when its process ends: complete with an Exit, or throw");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.firn.app.cli..",
                    // A process that is measured tells its parent on its stdout.
                    "dev.firn.app.bench..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("stdout belongs to the command's answer and stderr to the log: use a logger, or return what"
                    + " dev.firn.app.cli prints");

    /** What the virtual machine's language changes, each as {@code class.method(parameters)}; upper and lower case are Error Prone's. */
    private static final Set<String> OF_THE_DEFAULT_LOCALE = Set.of(
            "java.lang.String.format(java.lang.String,[Ljava.lang.Object;)",
            "java.lang.String.formatted([Ljava.lang.Object;)",
            "java.io.PrintStream.format(java.lang.String,[Ljava.lang.Object;)",
            "java.io.PrintStream.printf(java.lang.String,[Ljava.lang.Object;)",
            "java.io.PrintWriter.format(java.lang.String,[Ljava.lang.Object;)",
            "java.io.PrintWriter.printf(java.lang.String,[Ljava.lang.Object;)",
            "java.lang.String.toLowerCase()",
            "java.lang.String.toUpperCase()",
            "java.util.Formatter.<init>()",
            "java.util.Formatter.<init>(java.lang.Appendable)",
            "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)",
            "java.time.format.DateTimeFormatterBuilder.toFormatter()",
            "java.text.DecimalFormat.<init>()",
            "java.text.DecimalFormat.<init>(java.lang.String)",
            "java.text.DecimalFormatSymbols.<init>()",
            "java.text.DecimalFormatSymbols.getInstance()",
            "java.text.MessageFormat.<init>(java.lang.String)",
            "java.text.MessageFormat.format(java.lang.String,[Ljava.lang.Object;)",
            "java.text.NumberFormat.getInstance()",
            "java.text.NumberFormat.getNumberInstance()",
            "java.text.NumberFormat.getIntegerInstance()",
            "java.text.NumberFormat.getPercentInstance()",
            "java.text.SimpleDateFormat.<init>(java.lang.String)",
            "java.text.Collator.getInstance()",
            "java.util.Locale.getDefault()");

    @ArchTest
    static final ArchRule theLanguageOfTheMachineChangesNothing = noClasses()
            .should()
            .callCodeUnitWhere(
                    describe("depends on the default locale", call -> OF_THE_DEFAULT_LOCALE.contains(signature(call))))
            .because(
                    "in Turkish the lower case of INT is no type, and in Arabic a number has other digits: give Locale.ROOT, as in"
                            + " String.format(Locale.ROOT, …)");

    private static String signature(JavaAccess<?> call) {
        String parameters = ((CodeUnitCallTarget) call.getTarget())
                .getRawParameterTypes().stream().map(JavaClass::getName).collect(Collectors.joining(","));
        return call.getTargetOwner().getName() + "." + call.getName() + "(" + parameters + ")";
    }

    @ArchTest
    static final ArchRule everyPackageSaysWhatItIs = classes()
            .should(new ArchCondition<JavaClass>("be in a package whose package-info is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(
                            type, marked, type.getPackageName() + " has no package-info.java with @NullMarked"));
                }
            })
            .because("a package-info says what is here and what must not be, and null is a type error");

    private static <T> DescribedPredicate<T> describe(String description, Predicate<T> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    /** ArchUnit's own option looks for {@code target/test-classes}, where the build without checks does not put them. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }
}
