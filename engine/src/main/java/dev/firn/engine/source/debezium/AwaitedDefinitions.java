package dev.firn.engine.source.debezium;

import dev.firn.engine.source.mysql.LoggedServer;
import dev.firn.engine.source.mysql.MysqlPosition;
import dev.firn.engine.source.mysql.MysqlSql;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Definitions that the log has not told in words that the connector understands, on their way from the catalog, which is ahead of the log. Until the
 * stream has come to where a definition was read, the connector has none of that table and gets no row of it; a load replaces what it
 * misses. So it never reads rows by a definition of another place, and what a checkpoint keeps needs no word of this: a
 * stream that begins while a definition is awaited finds none, and reads it again.
 *
 * <p>For one thread.
 */
final class AwaitedDefinitions {

    // How statements of Firn's begin. None of the log's has a comment left when it comes to the connector.
    private static final String LOST = "DROP /* firn: lost */ ";
    private static final String READ = "CREATE /* firn: read */ ";
    private static final String MISSED = "CREATE /* firn: missed */ ";

    private static final String CREATE = "CREATE ";

    private static final Logger LOG = LoggerFactory.getLogger(AwaitedDefinitions.class);

    private final LoggedServer server;
    private final KnownDefinitions known;
    private final BinlogRefusals refusals;
    private final Map<TableId, Awaited> awaited = new HashMap<>();

    /** How often the columns of a table's rows were others than those of its definition. */
    private final Map<TableId, Integer> misfits = new HashMap<>();

    /** A definition that holds from some place between two on, if no other statement stands there. */
    private static final class Awaited {
        private final Optional<String> declaration;
        private final MysqlPosition before;
        private final @Nullable MysqlPosition after;
        private boolean missed;

        /**
         * @param after null if nothing will make it known any more
         */
        Awaited(Optional<String> declaration, MysqlPosition before, @Nullable MysqlPosition after) {
            this.declaration = declaration;
            this.before = before;
            this.after = after;
        }
    }

    AwaitedDefinitions(LoggedServer server, KnownDefinitions known, BinlogRefusals refusals) {
        this.server = server;
        this.known = known;
        this.refusals = refusals;
    }

    /**
     * Reads a table's definition from the catalog, since that of the log is lost.
     *
     * @param why how it was lost, as part of a sentence
     * @return what to tell the connector
     */
    String lose(TableId table, String why) {
        MysqlPosition before = server.position();
        Optional<String> declaration = server.declaration(table);
        MysqlPosition after = server.position();
        if (declaration.isPresent() && !known.areFitFor(declaration.get(), table.schema(), List.of())) {
            return stop(
                    table,
                    "its definition cannot be read (" + declaration.get()
                            + "); exclude the table, and report the defect");
        }
        LOG.warn(
                "{}: {}; {}",
                table,
                why,
                declaration.isPresent()
                        ? "its definition is read from the catalog, and the table is loaded again"
                        : "the table is not there any more");
        awaited.put(table, new Awaited(declaration, before, after));
        return forgotten(table, declaration.isPresent());
    }

    /**
     * The same for rows of other columns than the definition has. If that happens to a definition of the catalog, it will go on to.
     *
     * @param columns how many columns the log says
     */
    String misfit(TableId table, int columns) {
        if (misfits.merge(table, 1, Integer::sum) > 1) {
            return stop(
                    table,
                    "its rows have " + columns
                            + " columns in the log, and others in the catalog; report the defect, and exclude the table");
        }
        return lose(table, "the log has rows of it for which no definition is known");
    }

    private String stop(TableId table, String reason) {
        refusals.add(table, reason);
        awaited.put(table, new Awaited(Optional.empty(), server.position(), null));
        return forgotten(table, true);
    }

    /** A statement that makes the connector forget a definition. */
    static String forgotten(TableId table, boolean lost) {
        return (lost ? LOST : "DROP ") + "TABLE IF EXISTS " + MysqlSql.quote(table);
    }

    /** Whether a statement that the connector tells says that a definition was lost, and not the table. */
    static boolean isLoss(String statement) {
        return statement.startsWith(LOST);
    }

    /** Whether it brings a definition from the catalog. */
    static boolean isArrival(String statement) {
        return statement.startsWith(READ) || statement.startsWith(MISSED);
    }

    /** Whether changes of the table were passed over before. */
    static boolean isAfterLoss(String statement) {
        return statement.startsWith(MISSED);
    }

    /** Whether the definition of a table is awaited. */
    boolean include(TableId table) {
        return awaited.containsKey(table);
    }

    /** Notes that a change of a table was passed over. */
    void miss(TableId table) {
        Awaited missing = awaited.get(table);
        if (missing != null) {
            missing.missed = true;
        }
    }

    /** Whether an awaited definition has already what a statement does that ends at a place. */
    boolean haveSeen(TableId table, MysqlPosition place) {
        Awaited missing = awaited.get(table);
        return missing != null && (missing.after == null || missing.before.reached(place));
    }

    /** The definitions that hold from a place on, which the stream has come to, as statements for the connector. */
    List<String> at(MysqlPosition place) {
        if (awaited.isEmpty()) {
            return List.of();
        }
        List<String> statements = new ArrayList<>();
        for (Iterator<Awaited> all = awaited.values().iterator(); all.hasNext(); ) {
            Awaited next = all.next();
            if (next.after != null && place.reached(next.after)) {
                all.remove();
                next.declaration.ifPresent(declaration ->
                        statements.add((next.missed ? MISSED : READ) + declaration.substring(CREATE.length())));
            }
        }
        return statements;
    }
}
