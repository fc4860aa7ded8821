package dev.firn.engine.source;

/**
 * What tells a table of the source from every other that ever had its name.
 *
 * @param table the same under each name that the table gets, and never another table's
 * @param coverage the time since when the log carries the table's changes without a gap, as an opaque name of it; empty where it does
 *     not carry them, or cannot be interrupted
 * @param definition equal as long as nobody changes what the catalog says of the table and its columns and the log does not tell; empty where
 *     it is not known
 * @param contents by what the catalog shows that rows came, went or changed without a word in the log, opaque beyond
 *     {@link SourceCatalog#silentChange}; empty where nothing does, or it is not known
 */
public record TableIdentity(String table, String coverage, String definition, String contents) {

    /** Of a table of which the log tells all that becomes of it. */
    public TableIdentity(String table, String coverage) {
        this(table, coverage, "", "");
    }

    public boolean isSameTable(TableIdentity other) {
        return table.equals(other.table);
    }

    /** The same with the coverage that a later look shows; what else that shows is younger than what was read with this. */
    public TableIdentity coveredAs(TableIdentity later) {
        return new TableIdentity(table, later.coverage, definition, contents);
    }

    /** Whether the log has carried all changes of the table since an earlier look at it; not if that was before it carried any. */
    public boolean isCoveredSince(TableIdentity earlier) {
        return coverage.equals(earlier.coverage);
    }
}
