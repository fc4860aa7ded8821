package dev.firn.app.bench;

import dev.firn.schema.source.TableId;

/** A benchmark of wrong results is none. */
final class Comparison {

    private Comparison() {}

    static void require(TableId table, Totals source, Totals lake) {
        if (!source.equals(lake)) {
            throw new BenchFailedException("There is no result: " + table + " differs. The source has " + source
                    + ", Iceberg has " + lake + ". This is a defect of Firn; run again with --keep and report it.");
        }
    }
}
