package dev.firn.app.demo.workload;

import dev.firn.app.demo.server.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Chooses and runs transactions over one connection, which it opens anew when the server goes away. */
final class Worker implements AutoCloseable {

    private static final int ONE_IN_HAS_SEVERAL_PARTS = 5;
    private static final int ONE_IN_UNDOES_A_PART = 12;
    private static final int ONE_IN_ROLLS_BACK = 25;
    private static final int SECONDS_TO_ANSWER = 5;

    private final DatabaseServer server;
    private final WorkloadSettings settings;
    private final Shared shared;
    private final Random random;
    private final Choice firstParts;
    private final Choice furtherParts;
    private @Nullable Session session;

    /** What the workers of a workload have in common. */
    record Shared(Dialect dialect, Ids ids, Gate gate, Tally tally, SchemaChanges schemaChanges) {}

    Worker(DatabaseServer server, WorkloadSettings settings, Shared shared, int number) {
        this.server = server;
        this.settings = settings;
        this.shared = shared;
        this.random = new Random(settings.seed() * 1_000_003 + number);
        this.firstParts = new Choice(operation -> settings.features().contains(operation.feature()));
        // What can be combined with others and undone: in MySQL a TRUNCATE commits what came before it.
        this.furtherParts = new Choice(operation -> settings.features().contains(operation.feature())
                && operation != Operation.CHANGE_SCHEMA
                && operation != Operation.TRUNCATE_CARTS);
    }

    /**
     * Runs one transaction, once the gate is open. One that meets a conflict, or is cut off by the end of the connection, is not
     * repeated.
     *
     * @return whether there is a connection; where there is none, try again later
     */
    boolean runTransaction() throws SQLException, InterruptedException {
        shared.gate().enter();
        try {
            Session connected = connected();
            if (connected == null) {
                return false;
            }
            transact(connected);
            return true;
        } finally {
            shared.gate().leave();
        }
    }

    @Override
    public void close() {
        Session open = session;
        session = null;
        if (open != null) {
            try {
                open.connection().close();
            } catch (SQLException gone) {
                // What it held is released by the server.
            }
        }
    }

    private void transact(Session connected) throws SQLException {
        try {
            Operation first = firstParts
                    .draw(random)
                    .orElseThrow(() -> new IllegalStateException("A workload without features has nothing to do"));
            if (first == Operation.CHANGE_SCHEMA) {
                shared.schemaChanges().advance(connected);
                shared.tally().committed(List.of(first));
                return;
            }
            List<Operation> parts = runParts(connected, first);
            if (settings.features().contains(Feature.ROLLBACKS) && connected.oneIn(ONE_IN_ROLLS_BACK)) {
                connected.connection().rollback();
                shared.tally().rolledBack();
            } else {
                connected.connection().commit();
                shared.tally().committed(parts);
            }
        } catch (SQLException e) {
            if (shared.dialect().isConflict(e)) {
                rollBack(connected);
                shared.tally().conflict();
            } else if (isLost(connected, e)) {
                close();
                shared.tally().disconnected();
            } else {
                throw e;
            }
        }
    }

    /** A driver that closed its statements when it lost the connection may tell of those only. */
    private boolean isLost(Session connected, SQLException e) throws SQLException {
        return shared.dialect().isConnectionLost(e) || !connected.connection().isValid(SECONDS_TO_ANSWER);
    }

    private List<Operation> runParts(Session connected, Operation first) throws SQLException {
        List<Operation> parts = new ArrayList<>(List.of(first));
        if (connected.oneIn(ONE_IN_HAS_SEVERAL_PARTS)) {
            for (int more = connected.upTo(3); more > 0; more--) {
                furtherParts.draw(random).ifPresent(parts::add);
            }
        }
        for (Operation part : parts) {
            part.action().run(connected);
            if (settings.features().contains(Feature.ROLLBACKS) && connected.oneIn(ONE_IN_UNDOES_A_PART)) {
                undo(connected);
            }
        }
        return parts;
    }

    private void undo(Session connected) throws SQLException {
        Optional<Operation> part = furtherParts.draw(random);
        if (part.isPresent()) {
            connected.undone(part.get().action());
        }
    }

    private void rollBack(Session connected) throws SQLException {
        try {
            connected.connection().rollback();
        } catch (SQLException e) {
            if (!isLost(connected, e)) {
                throw e;
            }
            close();
        }
    }

    private @Nullable Session connected() throws SQLException {
        Session open = session;
        if (open != null) {
            return open;
        }
        try {
            session = connect(server, settings, shared, random);
            return session;
        } catch (SQLException e) {
            if (!shared.dialect().isConnectionLost(e)) {
                throw e;
            }
            return null;
        }
    }

    static Session connect(DatabaseServer server, WorkloadSettings settings, Shared shared, Random random)
            throws SQLException {
        Connection connection = server.connect();
        try {
            Session connected = new Session(connection, shared.dialect(), random, shared.ids(), settings);
            for (String statement : shared.dialect().prepareSession()) {
                connected.executePlain(statement);
            }
            connection.setAutoCommit(false);
            return connected;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
