package dev.firn.engine.source.postgres;

import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.postgres.StandbyComparison.Primary;
import dev.firn.engine.source.postgres.StandbyComparison.Standing;
import java.util.List;

/** What must be so at a server before tables can be read from it instead of the primary. Changes nothing. */
final class StandbyCheck {

    private static final String SUBJECT = "load-from";

    private final Connections replica;
    private final PostgresTasks tasks;
    private final StandbyComparison comparison;

    /** @param tasks at the replica */
    StandbyCheck(Connections replica, PostgresTasks tasks, StandbyComparison comparison) {
        this.replica = replica;
        this.tasks = tasks;
        this.comparison = comparison;
    }

    List<Finding> findings() {
        try {
            Primary primary = comparison.primary();
            try (Session session = replica.open(tasks.readCatalog())) {
                return List.of(finding(comparison.standing(session, primary), primary, tasks.address()));
            }
        } catch (SourceException e) {
            return List.of(Finding.failure(
                    SUBJECT, String.valueOf(e.getMessage()), "make the replica reachable as configured"));
        }
    }

    private static Finding finding(Standing standing, Primary primary, DatabaseAddress address) {
        if (standing instanceof Standing.Stranger stranger) {
            return Finding.failure(SUBJECT, address + ": " + stranger.reason(), stranger.remedy());
        }
        if (!(standing instanceof Standing.Standby standby)) {
            return Finding.ok(SUBJECT, address + " is the primary itself");
        }
        if (primary.server().cluster().isEmpty()) {
            return Finding.warning(
                    SUBJECT,
                    address + " is a standby, but whether of this primary cannot be told",
                    "GRANT EXECUTE ON FUNCTION pg_control_system() TO " + PostgresSql.quote(address.user()) + ";");
        }
        return Finding.ok(
                SUBJECT,
                address + " is a standby of the primary; it "
                        + StandbyComparison.lack(standby.replayed(), primary.end())
                                .orElse("is up to date"));
    }
}
