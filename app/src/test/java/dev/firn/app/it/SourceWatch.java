package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Looks at a database server from outside, again and again, for what one user's sessions do to it. */
final class SourceWatch implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(15);

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Future<Seen> result;

    /**
     * Queries for one user.
     *
     * @param sessions the sessions, each with what tells them apart
     * @param transactionSeconds how old the oldest transaction is; null for none
     * @param locks the modes of the locks that are held
     */
    record Questions(String sessions, String transactionSeconds, String locks) {}

    /**
     * The worst of all looks.
     *
     * @param sessions the most that there were at once
     * @param transactionSeconds the age of the oldest transaction
     * @param locks all modes that were seen
     */
    record Seen(long looks, List<String> sessions, double transactionSeconds, Set<String> locks) {}

    SourceWatch(DatabaseServer server, Questions questions) throws SQLException {
        Connection connection = server.connect();
        this.result = thread.submit(() -> watch(connection, questions));
    }

    private Seen watch(Connection connection, Questions questions) throws Exception {
        long looks = 0;
        List<String> most = List.of();
        double oldest = 0;
        Set<String> locks = new TreeSet<>();
        try (connection;
                Statement statement = connection.createStatement()) {
            do {
                looks++;
                List<String> sessions = column(statement, questions.sessions());
                most = sessions.size() > most.size() ? sessions : most;
                for (String seconds : column(statement, questions.transactionSeconds())) {
                    oldest = Math.max(oldest, Double.parseDouble(seconds));
                }
                locks.addAll(column(statement, questions.locks()));
            } while (!stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        }
        return new Seen(looks, most, oldest, locks);
    }

    private static List<String> column(Statement statement, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                String value = rows.getString(1);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    /** Ends and tells. */
    Seen seen() throws InterruptedException, ExecutionException {
        stop.countDown();
        return result.get();
    }

    @Override
    public void close() {
        stop.countDown();
        thread.shutdown();
    }
}
