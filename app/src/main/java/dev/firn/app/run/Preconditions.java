package dev.firn.app.run;

import dev.firn.app.config.Configuration;
import dev.firn.app.readers.Feature;
import dev.firn.app.readers.ReaderCheck;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceException;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether everything that a run needs is in place, in the source and in the lake. */
public final class Preconditions {

    private Preconditions() {}

    /** Looks at all of them. Changes nothing but a probe file, which is deleted again. */
    public static List<Finding> check(Configuration configuration) {
        List<Finding> findings = new ArrayList<>();
        boolean reached = source(configuration, findings);
        if (reached) {
            tables(configuration, findings);
        }
        lake(configuration, findings);
        return findings;
    }

    private static boolean source(Configuration configuration, List<Finding> findings) {
        try (SourceDatabase source = Sources.open(configuration)) {
            findings.addAll(source.check());
            return true;
        } catch (SourceException e) {
            findings.add(Finding.failure("source", String.valueOf(e.getMessage()), ""));
            return false;
        }
    }

    private static void tables(Configuration configuration, List<Finding> findings) {
        try {
            TablePlan plan = TablePlan.of(configuration);
            if (plan.planned().isEmpty()) {
                findings.add(Finding.failure(
                        "tables",
                        "no table of the source can be replicated",
                        "look at tables.include; firn tables says more"));
            } else {
                findings.add(
                        Finding.ok("tables", plan.planned().size() + " would be replicated; firn tables lists them"));
            }
            Map<TableId, Set<Feature>> features = new TreeMap<>();
            plan.planned().forEach(table -> features.put(table.layout().table(), table.features()));
            findings.addAll(ReaderCheck.of(configuration.sink().readers(), features));
            plan.refused()
                    .forEach(table -> findings.add(
                            Finding.failure(table.table().toString(), String.join("; ", table.problems()), "")));
        } catch (SourceException e) {
            findings.add(Finding.failure("tables", String.valueOf(e.getMessage()), ""));
        }
    }

    private static void lake(Configuration configuration, List<Finding> findings) {
        try (IcebergLake lake = Lakes.open(configuration)) {
            findings.addAll(lake.check());
        } catch (LakeException e) {
            findings.add(Finding.failure("catalog", String.valueOf(e.getMessage()), ""));
        }
    }
}
