package dev.firn.engine.source;

import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables that a source database has now, read from its catalog over a connection of its own. */
public interface SourceCatalog extends AutoCloseable {

    /** All tables that the configuration's patterns include, sorted by name. */
    List<SourceTable> tables();

    /** One table as it is now; empty if it does not exist. */
    Optional<SourceTable> table(TableId table);

    /**
     * The tables of {@link #tables} whose changes the source cannot deliver as they are set up there, or could deliver only
     * to the harm of the applications that write to them. They are not replicated, all others are.
     */
    default Map<TableId, Refusal> refusals() {
        return Map.of();
    }

    /**
     * All tables that the source has, selected or not, by one cheap query: for finding out which came, went, or got another name. Empty
     * where the log itself tells of each of these.
     */
    default Optional<Map<TableId, TableIdentity>> identities() {
        return Optional.empty();
    }

    /** What became of a table's rows between two looks without a word in the log; empty if nothing did, or nobody can tell. Asks nobody. */
    default Optional<SilentChange> silentChange(TableIdentity earlier, TableIdentity later) {
        return Optional.empty();
    }

    /** What the log does not tell of the tables of {@link #tables}, or tells in a way that misleads, by table. */
    default Map<TableId, List<Finding>> warnings() {
        return Map.of();
    }

    /** The columns of the tables of {@link #tables}, where the log does not tell which of them is which. */
    default Map<TableId, NumberedColumns> numberedColumns() {
        return Map.of();
    }

    /** The same of the tables whose changes the log may have begun to carry since the last call, as they were then. Asks nobody. */
    default Map<TableId, NumberedColumns> latelyNumberedColumns() {
        return Map.of();
    }

    /** The columns of one table; empty if it does not exist, or if the log tells which is which. */
    default Optional<NumberedColumns> numberedColumns(TableId table) {
        return Optional.empty();
    }

    /**
     * Why a table cannot be replicated.
     *
     * @param reason what was found, as a sentence
     * @param remedy the statement that mends it
     */
    record Refusal(String reason, String remedy) {}

    @Override
    void close();
}
