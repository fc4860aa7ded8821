package dev.firn.engine.source;

import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Optional;

/** The tables that a source database has now, read from its catalog over a connection of its own. */
public interface SourceCatalog extends AutoCloseable {

    /** All tables that the configuration's patterns include, sorted by name. */
    List<SourceTable> tables();

    /** One table as it is now; empty if it does not exist. */
    Optional<SourceTable> table(TableId table);

    @Override
    void close();
}
