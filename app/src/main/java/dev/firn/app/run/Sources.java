package dev.firn.app.run;

import dev.firn.app.config.Configuration;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.debezium.DebeziumMysqlSource;
import dev.firn.engine.source.debezium.DebeziumPostgresSource;
import dev.firn.engine.source.mysql.MysqlDatabase;
import dev.firn.engine.source.postgres.PostgresDatabase;
import dev.firn.schema.mapping.MysqlTypes;
import dev.firn.schema.mapping.PostgresTypes;

/** Opens the source that a configuration names: its tables by JDBC, its log by Debezium. */
public final class Sources {

    private Sources() {}

    /** Opens it, without connecting yet; whoever calls closes it. */
    public static SourceDatabase open(Configuration configuration) {
        return switch (configuration.source().type()) {
            case POSTGRES ->
                PostgresDatabase.open(
                        configuration.sourceSettings(),
                        (settings, catalog, start, delivered) -> new DebeziumPostgresSource(
                                settings, new PostgresTypes(), start::get, catalog, delivered::add));
            case MYSQL ->
                MysqlDatabase.open(
                        configuration.sourceSettings(),
                        (settings, server) -> new DebeziumMysqlSource(settings, new MysqlTypes(), server));
        };
    }
}
