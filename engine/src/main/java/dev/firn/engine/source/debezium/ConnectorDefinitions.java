package dev.firn.engine.source.debezium;

import dev.firn.schema.source.TableId;
import io.debezium.connector.binlog.charset.BinlogCharsetRegistry;
import io.debezium.connector.mysql.MySqlDatabaseSchema;
import io.debezium.connector.mysql.antlr.MySqlAntlrDdlParser;
import io.debezium.relational.Table;
import io.debezium.relational.Tables;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connector's own definitions. A statement is tried with its own parser, on a copy of those that the statement names. */
final class ConnectorDefinitions implements KnownDefinitions {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectorDefinitions.class);

    private final MySqlDatabaseSchema schema;
    private final MysqlHistory history;
    private final BinlogCharsetRegistry charsets;

    /**
     * @param schema shows the definitions of selected tables
     * @param history has them all
     */
    ConnectorDefinitions(MySqlDatabaseSchema schema, MysqlHistory history, BinlogCharsetRegistry charsets) {
        this.schema = schema;
        this.history = history;
        this.charsets = charsets;
    }

    @Override
    public OptionalInt columns(TableId table) {
        Table known = schema.tableFor(id(table));
        return known == null
                ? history.columns(id(table).toDoubleQuotedString())
                : OptionalInt.of(known.columns().size());
    }

    @Override
    public Set<TableId> tables() {
        return schema.tableIds().stream()
                .map(id -> new TableId(id.catalog(), id.table()))
                .collect(Collectors.toSet());
    }

    /** The parser is no friend of every text: besides what it says on purpose it may fail anyhow, be it by the depth of its own calls. */
    @Override
    public boolean areFitFor(String statement, String database, List<TableId> named) {
        Tables copy = new Tables();
        for (TableId table : named) {
            Table known = schema.tableFor(id(table));
            if (known != null) {
                copy.overwriteTable(known);
            }
        }
        try {
            MySqlAntlrDdlParser parser =
                    new MySqlAntlrDdlParser(true, false, false, Tables.TableFilter.includeAll(), charsets);
            parser.setCurrentSchema(database);
            parser.parse(statement, copy);
            return true;
        } catch (RuntimeException | StackOverflowError e) {
            LOG.debug("The connector does not understand {}", statement, e);
            return false;
        }
    }

    private static io.debezium.relational.TableId id(TableId table) {
        return new io.debezium.relational.TableId(table.schema(), null, table.name());
    }
}
