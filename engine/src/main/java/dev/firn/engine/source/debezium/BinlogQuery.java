package dev.firn.engine.source.debezium;

import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.firn.engine.source.mysql.MysqlCharsets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A statement of the log, with what the client's reader throws away: the session's {@code sql_mode}, and the character set in which its client
 * wrote the text.
 */
final class BinlogQuery extends QueryEventData {

    private static final long serialVersionUID = 1L;

    private static final String BEGIN = "BEGIN";

    /** The number of the file, where in the statement its name stands, and what becomes of rows that are there already. */
    private static final int BYTES_OF_FILE = 4 + 4 + 4 + 1;

    private static final byte[] OF_SERVER = " START TRANSACTION".getBytes(StandardCharsets.US_ASCII);

    /** The character set of names, and of texts for which no other is told. */
    private static final String UTF8 = "utf8mb4";

    private final transient Status status;

    private BinlogQuery(Status status) {
        this.status = status;
    }

    /** Reads a statement as it stands in the log. */
    static BinlogQuery read(ByteArrayInputStream in, MysqlCharsets charsets) throws IOException {
        return read(in, 0, charsets);
    }

    /** Reads a {@code LOAD DATA} as it stands in the log, where the file that it reads is told beside. */
    static BinlogQuery readLoad(ByteArrayInputStream in, MysqlCharsets charsets) throws IOException {
        return read(in, BYTES_OF_FILE, charsets);
    }

    private static BinlogQuery read(ByteArrayInputStream in, int unused, MysqlCharsets charsets) throws IOException {
        long thread = in.readLong(4);
        long seconds = in.readLong(4);
        int databaseLength = in.readInteger(1);
        int error = in.readInteger(2);
        int statusLength = in.readInteger(2);
        in.skip(unused);
        BinlogQuery query = new BinlogQuery(Status.read(in.read(statusLength)));
        query.setThreadId(thread);
        query.setExecutionTime(seconds);
        query.setErrorCode(error);
        query.setDatabase(new String(in.read(databaseLength), StandardCharsets.UTF_8));
        in.skip(1);
        query.setSql(text(in.read(in.available()), query.status, charsets));
        return query;
    }

    /** Nearly every statement of the log is BEGIN. */
    private static String text(byte[] bytes, Status status, MysqlCharsets charsets) {
        if (bytes.length == BEGIN.length() && BEGIN.equals(new String(bytes, StandardCharsets.ISO_8859_1))) {
            return BEGIN;
        }
        String charset = status.collation == 0 || isOfServer(bytes) ? UTF8 : charsets.charset(status.collation);
        return charsets.decoder(charset == null ? UTF8 : charset).decode(bytes, 0, bytes.length);
    }

    /**
     * Whether the server has worded the statement, as it does for {@code CREATE TABLE … SELECT} (from 8.0.21 on): in its own character set, while the
     * log says the client's.
     */
    private static boolean isOfServer(byte[] bytes) {
        int from = bytes.length - OF_SERVER.length;
        return from > 0 && Arrays.equals(bytes, from, bytes.length, OF_SERVER, 0, OF_SERVER.length);
    }

    /** Whether it begins a transaction of rows. */
    boolean isBegin() {
        return BEGIN.equals(getSql());
    }

    /** How the session writes its statements. */
    SqlMode mode() {
        return status.mode;
    }

    /** Whether a TIMESTAMP allows null in the session where nothing else is said ({@code explicit_defaults_for_timestamp}). */
    boolean saysTimestampsInFull() {
        return status.timestampsInFull;
    }

    /** The databases that the statement changes something in, as far as the log tells them: the session's may be another. */
    List<String> updatedDatabases() {
        return status.updatedDatabases;
    }

    /**
     * What the log tells of a statement's session.
     *
     * @param mode how it writes
     * @param collation the number of one of its client's character set; 0 if that is not told
     * @param timestampsInFull whether it says it of a TIMESTAMP that it forbids null or has a default
     * @param updatedDatabases the databases of the statement's tables; empty if there are too many to be told
     */
    record Status(SqlMode mode, int collation, boolean timestampsInFull, List<String> updatedDatabases) {

        private static final int OVER_MANY_DATABASES = 254;

        static Status read(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            SqlMode mode = SqlMode.PLAIN;
            int collation = 0;
            boolean timestampsInFull = true;
            List<String> databases = List.of();
            boolean known = true;
            while (known && in.hasRemaining()) {
                int variable = in.get() & 0xFF;
                switch (variable) {
                    case 1 -> mode = new SqlMode(in.getLong());
                    case 4 -> {
                        collation = in.getShort() & 0xFFFF;
                        skip(in, 4);
                    }
                    case 12 -> databases = databases(in);
                    case 16 -> timestampsInFull = in.get() != 0;
                    default -> known = skipVariable(in, variable);
                }
            }
            return new Status(mode, collation, timestampsInFull, databases);
        }

        /** Skips a variable by its number in the log; false if it is unknown how long it is. */
        private static boolean skipVariable(ByteBuffer in, int variable) {
            switch (variable) {
                case 0, 3, 10 -> skip(in, 4); // flags, auto-increments, bytes written
                case 2 -> skip(in, (in.get() & 0xFF) + 1); // catalog, with its end
                case 5, 6 -> skip(in, in.get() & 0xFF); // time zone, catalog
                case 7, 8, 18 ->
                    skip(in, 2); // language of time names, character set of the database, default collation
                case 9, 17 -> skip(in, 8); // tables of an update, transaction
                case 11 -> { // invoker: user and host
                    skip(in, in.get() & 0xFF);
                    skip(in, in.get() & 0xFF);
                }
                case 13 -> skip(in, 3); // microseconds
                case 19, 20 -> skip(in, 1); // need of a primary key, encryption
                default -> {
                    return false;
                }
            }
            return true;
        }

        private static void skip(ByteBuffer in, int bytes) {
            in.position(Math.min(in.limit(), in.position() + bytes));
        }

        private static List<String> databases(ByteBuffer in) {
            int count = in.get() & 0xFF;
            List<String> names = new ArrayList<>();
            for (int i = 0; count != OVER_MANY_DATABASES && i < count; i++) {
                int from = in.position();
                while (in.hasRemaining() && in.get() != 0) {
                    // on to the end of the name
                }
                byte[] name = new byte[Math.max(0, in.position() - from - 1)];
                in.duplicate().position(from).get(name);
                names.add(new String(name, StandardCharsets.UTF_8));
            }
            return List.copyOf(names);
        }
    }
}
