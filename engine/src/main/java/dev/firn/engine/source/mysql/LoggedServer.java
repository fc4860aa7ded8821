package dev.firn.engine.source.mysql;

import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.Optional;

/** A MySQL server as the reader of its log asks it: what the log leaves open, as it is now. For any thread. */
public interface LoggedServer {

    /** Where its log stands. */
    MysqlPosition position();

    /** A table; empty if it does not exist. */
    Optional<SourceTable> table(TableId table);

    /** The definition of a table as a statement that makes one with the same columns and the same key; empty if it does not exist. */
    Optional<String> declaration(TableId table);

    /** Whether triggers may change other tables when rows of this one change; true where the user may not know. */
    boolean mayFireTriggers(TableId table);

    /** How it compares the names of tables; the same as long as it lives. */
    NameCase nameCase();

    /** Its character sets. */
    MysqlCharsets charsets();
}
