package dev.firn.app.readers;

import dev.firn.app.readers.Verdict.Outcome;
import dev.firn.sink.catalog.DeleteKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How tables are written, as far as it decides who reads them.
 *
 * @param deletes how delete files say which rows are gone
 * @param formatVersion Iceberg's
 */
public record WriteFormat(DeleteKind deletes, int formatVersion) {

    /** What is written where nobody says anything: the cheapest. */
    public static final WriteFormat DEFAULT = new WriteFormat(DeleteKind.EQUALITY, 2);

    /** All, the preferred ones first: what costs less to write, then what more engines read. */
    private static final List<WriteFormat> ALL = List.of(
            DEFAULT,
            new WriteFormat(DeleteKind.RESOLVED, 2),
            new WriteFormat(DeleteKind.RESOLVED, 3),
            new WriteFormat(DeleteKind.EQUALITY, 3));

    private static final int WITH_VECTORS = 3;

    /**
     * The best for the readers: none is known not to read it, and of how few it is not known; empty if there is none.
     *
     * @param deletes what is wanted; null to choose
     * @param formatVersion what is wanted; null to choose
     */
    public static Optional<WriteFormat> of(
            Collection<Engine> readers, @Nullable DeleteKind deletes, @Nullable Integer formatVersion) {
        return allowed(deletes, formatVersion).stream()
                .filter(format -> format.refusals(readers).isEmpty())
                .min(Comparator.comparingLong(format -> format.count(readers, Outcome.UNKNOWN)));
    }

    private static List<WriteFormat> allowed(@Nullable DeleteKind deletes, @Nullable Integer formatVersion) {
        return ALL.stream()
                .filter(format -> deletes == null || format.deletes == deletes)
                .filter(format -> formatVersion == null || format.formatVersion == formatVersion)
                .toList();
    }

    private long count(Collection<Engine> readers, Outcome outcome) {
        return readers.stream()
                .flatMap(reader -> features().stream().map(reader::verdict))
                .filter(verdict -> verdict.outcome() == outcome)
                .count();
    }

    /** What readers of tables with a key meet. */
    public Set<Feature> features() {
        Set<Feature> features = EnumSet.of(deleteFeature(deletes, formatVersion));
        if (formatVersion >= WITH_VECTORS) {
            features.add(Feature.FORMAT_3);
        }
        return features;
    }

    static Feature deleteFeature(DeleteKind deletes, int formatVersion) {
        if (deletes == DeleteKind.EQUALITY) {
            return Feature.EQUALITY_DELETES;
        }
        return formatVersion >= WITH_VECTORS ? Feature.DELETION_VECTORS : Feature.POSITION_DELETES;
    }

    /** What readers are known not to read of it, each with what helps, as sentences' parts. */
    public List<String> refusals(Collection<Engine> readers) {
        return unread(readers, (reader, feature) -> ReaderCheck.says(reader, feature) + "; " + feature.cure());
    }

    private List<String> unread(Collection<Engine> readers, BiFunction<Engine, Feature, String> words) {
        List<String> unread = new ArrayList<>();
        for (Engine reader : readers) {
            for (Feature feature : features()) {
                Outcome outcome = reader.verdict(feature).outcome();
                if (outcome == Outcome.REFUSED || outcome == Outcome.WRONG) {
                    unread.add(words.apply(reader, feature));
                }
            }
        }
        return unread;
    }

    /** Why no way of writing serves all of the readers. */
    public static String whyNone(
            Collection<Engine> readers, @Nullable DeleteKind deletes, @Nullable Integer formatVersion) {
        return allowed(deletes, formatVersion).stream()
                .flatMap(format -> format.unread(readers, ReaderCheck::says).stream())
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
