package dev.firn.app.readers;

import dev.firn.app.readers.Verdict.Outcome;
import dev.firn.engine.source.Finding;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds what tables have against what the configured readers read. */
public final class ReaderCheck {

    private static final int NAMED = 5;

    private ReaderCheck() {}

    /**
     * What each reader cannot read of the tables, and the cure.
     *
     * @param tables what each of them has
     */
    public static List<Finding> of(Collection<Engine> readers, Map<TableId, Set<Feature>> tables) {
        List<Finding> findings = new ArrayList<>();
        for (Engine reader : readers) {
            Map<Feature, Set<TableId>> hurt = new EnumMap<>(Feature.class);
            tables.forEach((table, features) -> features.stream()
                    .filter(feature -> !reader.verdict(feature).isRight())
                    .forEach(feature -> hurt.computeIfAbsent(feature, first -> new TreeSet<>())
                            .add(table)));
            hurt.forEach((feature, those) -> findings.add(finding(reader, feature, those)));
            if (hurt.isEmpty()) {
                findings.add(Finding.ok("reader " + reader.word(), "reads all of these tables"));
            }
        }
        return findings;
    }

    private static Finding finding(Engine reader, Feature feature, Set<TableId> tables) {
        String subject = "reader " + reader.word();
        Verdict verdict = reader.verdict(feature);
        String message = says(reader, feature) + ": " + named(tables);
        return verdict.outcome() == Outcome.UNKNOWN
                ? Finding.warning(subject, message, "try it on one of these tables; if it fails: " + feature.cure())
                : Finding.failure(subject, message, feature.cure());
    }

    /** What a table's user has to know of its readers, each as part of a sentence. */
    public static List<String> notes(Collection<Engine> readers, Set<Feature> features) {
        return readers.stream()
                .flatMap(reader -> features.stream()
                        .filter(feature -> !reader.verdict(feature).isRight())
                        .map(feature -> says(reader, feature) + "; " + feature.cure()))
                .toList();
    }

    static String says(Engine reader, Feature feature) {
        Verdict verdict = reader.verdict(feature);
        String seen = verdict.what().isEmpty() ? "" : " (" + verdict.what() + ")";
        return switch (verdict.outcome()) {
            case RIGHT -> reader.word() + " reads " + feature.words();
            case REFUSED -> reader.word() + " refuses " + feature.words() + seen;
            case WRONG -> reader.word() + " gives wrong rows or values, in silence, for " + feature.words() + seen;
            case UNKNOWN ->
                "whether " + reader.word() + " reads " + feature.words() + " was not run, and is not documented";
        };
    }

    private static String named(Set<TableId> tables) {
        String names = tables.stream().limit(NAMED).map(TableId::toString).collect(Collectors.joining(", "));
        return tables.size() > NAMED ? names + " and " + (tables.size() - NAMED) + " more" : names;
    }
}
