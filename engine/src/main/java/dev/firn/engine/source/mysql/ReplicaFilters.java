package dev.firn.engine.source.mysql;

import dev.firn.engine.source.jdbc.Session;
import java.util.List;

/** What a replica does not take over from its primary, or writes elsewhere. */
final class ReplicaFilters {

    private static final List<String> COLUMNS = List.of(
            "Replicate_Do_DB",
            "Replicate_Ignore_DB",
            "Replicate_Do_Table",
            "Replicate_Ignore_Table",
            "Replicate_Wild_Do_Table",
            "Replicate_Wild_Ignore_Table",
            "Replicate_Rewrite_DB");

    private ReplicaFilters() {}

    /**
     * The channels by which a server replicates; none if it is no replica.
     *
     * @param filters gets the filters of each, as its status shows them
     */
    static List<String> channels(Session session, List<String> filters) {
        return session.list(BinlogEnd.speaksNewWords(session) ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS", row -> {
            for (String column : COLUMNS) {
                String value = row.getString(column);
                if (value != null && !value.isEmpty()) {
                    filters.add(column + ": " + value);
                }
            }
            return row.getString("Channel_Name");
        });
    }
}
