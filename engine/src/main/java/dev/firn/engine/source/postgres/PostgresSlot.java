package dev.firn.engine.source.postgres;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Session;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline's replication slot, which makes the server keep the log until Firn has acknowledged it. */
public final class PostgresSlot {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresSlot.class);
    private static final String PLUGIN = "pgoutput";
    private static final int FAILOVER_SINCE = 170_000;

    // The slot's row as JSON: a server before version 17 has no such column.
    private static final String SLOT = """
            SELECT s.plugin, s.database = current_database(), s.wal_status, s.confirmed_flush_lsn::text,
                   to_jsonb(s) ->> 'invalidation_reason', s.active_pid
            FROM pg_replication_slots s WHERE s.slot_name = ?
            """;

    private final String name;

    PostgresSlot(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /**
     * What the server has.
     *
     * @param givenUp why the log that the slot holds back is not there any more; empty if it is
     * @param fitting whether it is a slot for this database, decoded as Firn reads it
     * @param confirmed up to where the log was acknowledged; at the very beginning while the server still creates it
     * @param process which one of the server's uses it or creates it; empty if none does
     */
    record Existing(Optional<String> givenUp, boolean fitting, PostgresPosition confirmed, String process) {}

    Optional<Existing> read(Session session) {
        return session.first(
                SLOT,
                row -> {
                    String confirmed = row.getString(4);
                    return new Existing(
                            givenUp(row.getString(3), row.getString(5)),
                            PLUGIN.equals(row.getString(1)) && row.getBoolean(2),
                            confirmed == null ? new PostgresPosition(0) : PostgresPosition.parse(confirmed),
                            String.valueOf(row.getString(6)));
                },
                name);
    }

    /**
     * Why the server does not serve a slot any more; empty if it does.
     *
     * @param walStatus what it says of the log that the slot needs
     * @param reason why it has invalidated the slot; null if it has not, or does not say
     */
    public static Optional<String> givenUp(@Nullable String walStatus, @Nullable String reason) {
        if (reason == null) {
            return "lost".equals(walStatus)
                    ? Optional.of(
                            "the server has removed the log it held back (max_slot_wal_keep_size, or an invalidation)")
                    : Optional.empty();
        }
        String cause = switch (reason) {
            case "wal_removed" -> "more log was written than max_slot_wal_keep_size lets it hold back";
            case "idle_timeout" -> "nobody read it for longer than idle_replication_slot_timeout";
            case "wal_level_insufficient" -> "wal_level was lowered below logical";
            case "rows_removed" -> "rows of the catalog that it needs were removed";
            default -> "the server says no more";
        };
        return Optional.of("the server has invalidated it (" + reason + "): " + cause);
    }

    /** Drops the slot, which nobody may be reading from. */
    void drop(Session session) {
        session.list("SELECT pg_drop_replication_slot(?)", row -> "", name);
        LOG.info("Dropped the replication slot {}", name);
    }

    /** Creates the slot; returns from where on it delivers, when all transactions that were open then have ended. */
    PostgresPosition create(Session session) {
        // A failover slot lives on at a standby that takes over; one that is created at a standby cannot have that.
        boolean failover = session.one(
                "SELECT current_setting('server_version_num')::int >= " + FAILOVER_SINCE
                        + " AND NOT pg_is_in_recovery()",
                row -> row.getBoolean(1));
        String lsn = session.text(
                "SELECT lsn::text FROM pg_create_logical_replication_slot(?, '" + PLUGIN + "', false, false"
                        + (failover ? ", true" : "") + ")",
                name);
        LOG.info("Created the replication slot {}, which starts at {}", name, lsn);
        return PostgresPosition.parse(lsn);
    }

    /**
     * Makes sure that an existing slot can be streamed from.
     *
     * @throws SourceException if it cannot; nobody but an operator can mend that
     */
    void requireSound(Existing existing) {
        if (!existing.fitting) {
            throw new SourceException(
                    Cure.OPERATOR,
                    "Cannot stream from the replication slot " + name
                            + ": it belongs to another database or another plugin"
                            + " than " + PLUGIN + "; name the pipeline otherwise, or drop the slot if nobody uses it: "
                            + dropStatement(),
                    null);
        }
        if (existing.givenUp.isPresent()) {
            throw lost(existing.givenUp.get());
        }
    }

    /** Makes sure that the server does not create it just now, for a process of Firn that has ended meanwhile. */
    void requireMade(Existing existing) {
        if (existing.confirmed.lsn() == 0) {
            throw new SourceException(
                    Cure.RETRY,
                    "Cannot stream from the replication slot " + name + " yet: the server still creates it (process "
                            + existing.process + "), which waits for transactions that write; it is tried again",
                    null);
        }
    }

    /** The log after the last checkpoint is gone: what was committed since cannot be had. */
    SourceException lost(String found) {
        return new SourceException(
                Cure.OPERATOR,
                "Cannot go on from the replication slot " + name + ": " + found
                        + "; the changes since the last checkpoint cannot be read any more. Run " + dropStatement()
                        + " and start anew, which loads all tables again: firn run --start-anew",
                null);
    }

    String dropStatement() {
        return "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = "
                + PostgresSql.literal(name) + ";";
    }
}
