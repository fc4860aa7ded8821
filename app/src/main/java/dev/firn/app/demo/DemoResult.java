package dev.firn.app.demo;

import dev.firn.app.demo.compare.ConsistentCut;
import dev.firn.app.demo.compare.TableReport;
import java.util.List;

/**
 * What a demo came to.
 *
 * @param tables every table of the workload
 * @param cut whether money that moves between two tables was all there at every checkpoint
 */
public record DemoResult(List<TableResult> tables, ConsistentCut.Report cut) {

    public DemoResult {
        tables = List.copyOf(tables);
    }

    /**
     * A table, compared.
     *
     * @param lakeName its name in the lake, with the namespace
     * @param snapshots how many snapshots it has there
     */
    public record TableResult(TableReport report, String lakeName, int snapshots) {}

    public boolean isEqual() {
        return cut.isConsistent()
                && tables.stream().allMatch(table -> table.report().isEqual());
    }
}
