package dev.firn.app.run;

import dev.firn.app.config.Configuration;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.mysql.MysqlDatabase;
import dev.firn.engine.source.postgres.PostgresDatabase;

/** Opens the source that a configuration names. */
public final class Sources {

    private Sources() {}

    /** Opens it; whoever calls closes it. */
    public static SourceDatabase open(Configuration configuration) {
        return switch (configuration.source().type()) {
            case POSTGRES -> PostgresDatabase.open(configuration.sourceSettings());
            case MYSQL -> MysqlDatabase.open(configuration.sourceSettings());
        };
    }
}
