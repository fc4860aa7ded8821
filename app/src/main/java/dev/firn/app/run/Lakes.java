package dev.firn.app.run;

import dev.firn.app.config.Configuration;
import dev.firn.sink.IcebergLake;

/** Opens the lake that a configuration names. */
public final class Lakes {

    private Lakes() {}

    /** Opens it; whoever calls closes it. */
    public static IcebergLake open(Configuration configuration) {
        return IcebergLake.open(configuration.lakeSettings(), configuration.pipeline());
    }
}
