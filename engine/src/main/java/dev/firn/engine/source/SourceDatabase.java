package dev.firn.engine.source;

import dev.firn.schema.mapping.TypeMapping;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Map;

/** One source database, with everything that is asked of it. */
public interface SourceDatabase extends AutoCloseable {

    /** How its types become Iceberg types. */
    TypeMapping types();

    SourceCatalog catalog();

    TableReader reader();

    ChangeSource changes();

    /**
     * Makes sure, before a run asks anything else, that the server is one whose log can be replicated.
     *
     * @throws SourceException if it is not, with what to do; whoever tried again would try for ever
     */
    default void requireReplicable() {}

    /**
     * Lets the log carry the changes of every selected table from here on, those too that came after the stream was opened, and of no others.
     * Changes nothing where it does already. Called by the owner of the pipeline.
     */
    default void coverTables() {}

    /** How many values were made null because Iceberg has none like them, by table, since the process started. */
    default Map<TableId, Long> madeNull() {
        return Map.of();
    }

    /** Looks at every precondition; never throws for one that fails, and never changes anything. */
    List<Finding> check();

    @Override
    void close();
}
