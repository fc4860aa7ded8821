package dev.firn.app.demo.compare;

import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a table of the lake compares with the source's.
 *
 * @param table the source table
 * @param sourceRows rows of the source
 * @param lakeRows rows of the lake; of a changelog, rows that its replay leaves
 * @param differenceCount all differences
 * @param differences the first of them
 */
public record TableReport(
        TableId table, long sourceRows, long lakeRows, long differenceCount, List<Difference> differences) {

    public TableReport {
        differences = List.copyOf(differences);
    }

    public boolean isEqual() {
        return differenceCount == 0;
    }

    @Override
    public String toString() {
        String rows = table + ": " + sourceRows + " rows in the source, " + lakeRows + " in the lake, ";
        if (isEqual()) {
            return rows + "equal";
        }
        return differences.stream()
                .map(Difference::toString)
                .collect(
                        Collectors.joining("\n  ", rows + differenceCount + " differences, the first of them\n  ", ""));
    }
}
