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

    /** Looks at every precondition; never throws for one that fails, and never changes anything. */
    List<Finding> check();

    @Override
    void close();
}
