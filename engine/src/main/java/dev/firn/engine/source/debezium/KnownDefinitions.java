package dev.firn.engine.source.debezium;

import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** The definitions by which the connector reads rows, at the place of the log that it has come to. */
interface KnownDefinitions {

    /** How many columns a table has; empty if the connector has no definition of it. */
    OptionalInt columns(TableId table);

    /** All tables that it has a definition of. */
    Set<TableId> tables();

    /**
     * Whether the connector will understand a statement. Changes nothing.
     *
     * @param database what a name without a database belongs to
     * @param named the tables that it names
     */
    boolean areFitFor(String statement, String database, List<TableId> named);
}
