package dev.firn.engine.source.jdbc;

import dev.firn.engine.source.SourceException;
import java.sql.SQLException;

/** How one kind of database's errors are told: what was attempted, what was found, who can mend it and how. */
@FunctionalInterface
public interface SqlFailures {

    SourceException translate(Task task, SQLException failure);
}
