package dev.firn.engine.source.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * The rows of one query, as {@code COPY … TO STDOUT (FORMAT binary)} sends them: a message for each (PostgreSQL documentation, 54.7,
 * CopyData), the file header before the first, the file trailer in the last. For one thread; hot.
 */
final class CopiedRows {

    /** Signature and flags, then the length of an extension. */
    private static final int EXTENSION_LENGTH = 15;

    private static final int HEADER = 19;
    private static final int TRAILER = -1;
    private static final String QUERY_CANCELED = "57014";

    /** The number of fields comes before them. */
    private static final int FIELD_COUNT = 2;

    private final PGConnection connection;
    private final CopyOut copy;
    private byte[] message = {};
    private int values;
    private boolean begun;

    private CopiedRows(PGConnection connection, CopyOut copy) {
        this.connection = connection;
        this.copy = copy;
    }

    /** Runs a query. Until its last row has been read, nothing else can be done with the connection. */
    static CopiedRows of(Connection connection, String query) throws SQLException {
        PGConnection server = connection.unwrap(PGConnection.class);
        return new CopiedRows(server, server.getCopyAPI().copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)"));
    }

    /** Goes on to the next row; false behind the last. */
    boolean next() throws SQLException {
        for (byte[] read = copy.readFromCopy(); read != null; read = copy.readFromCopy()) {
            int at = 0;
            if (!begun) {
                begun = true;
                at = HEADER + BigEndian.int4(read, EXTENSION_LENGTH);
            }
            if (at < read.length && BigEndian.int2(read, at) != TRAILER) {
                message = read;
                values = at + FIELD_COUNT;
                return true;
            }
        }
        return false;
    }

    /**
     * Ends the query, and reads what the server has sent of it meanwhile. The connection can then be used again, unless a
     * transaction is open in it. (The driver's own way, {@link CopyOut#cancelCopy}, leaves the rest on the wire.)
     */
    void breakOff() throws SQLException {
        connection.cancelQuery();
        try {
            while (copy.readFromCopy() != null) {
                // Of a row that was sent before the server was told.
            }
        } catch (SQLException e) {
            if (!QUERY_CANCELED.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    /** Holds the present row; another one for each. */
    byte[] bytes() {
        return message;
    }

    /** Where in {@link #bytes} the row's first value begins: its length, then its bytes. */
    int values() {
        return values;
    }
}
