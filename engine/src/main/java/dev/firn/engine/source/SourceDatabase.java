package dev.firn.engine.source;

import dev.firn.schema.mapping.TypeMapping;
import java.util.List;

/** One source database, with everything that is asked of it. */
public interface SourceDatabase extends AutoCloseable {

    /** How its types become Iceberg types. */
    TypeMapping types();

    SourceCatalog catalog();

    TableReader reader();

    ChangeSource changes();

    /**
     * Lets the log carry the changes of every selected table from here on, those too that came after the stream was opened, and of no others.
     * Changes nothing where it does already. Called by the owner of the pipeline.
     */
    default void coverTables() {}

    /** Looks at every precondition; never throws for one that fails, and never changes anything. */
    List<Finding> check();

    @Override
    void close();
}
