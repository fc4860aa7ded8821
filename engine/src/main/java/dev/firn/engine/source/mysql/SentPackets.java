package dev.firn.engine.source.mysql;

import com.mysql.cj.CharsetMapping;
import com.mysql.cj.MysqlType;
import com.mysql.cj.NativeSession;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.result.ResultSetInternalMethods;
import com.mysql.cj.protocol.a.NativeProtocol;
import com.mysql.cj.protocol.a.result.ResultsetRowsStreaming;
import com.mysql.cj.result.Field;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where Connector/J keeps the row of a streamed result: in the one packet of the connection that it reads all rows into. All that Firn knows of the
 * driver's inside stands here.
 */
final class SentPackets {

    /** The types whose bytes are characters; all others have a form that the driver may look into. */
    private static final Set<Integer> CHARACTERS = Set.of(
            MysqlType.FIELD_TYPE_VAR_STRING,
            MysqlType.FIELD_TYPE_VARCHAR,
            MysqlType.FIELD_TYPE_STRING,
            MysqlType.FIELD_TYPE_TINY_BLOB,
            MysqlType.FIELD_TYPE_MEDIUM_BLOB,
            MysqlType.FIELD_TYPE_LONG_BLOB,
            MysqlType.FIELD_TYPE_BLOB,
            MysqlType.FIELD_TYPE_ENUM,
            MysqlType.FIELD_TYPE_SET,
            MysqlType.FIELD_TYPE_JSON);

    private final NativeProtocol protocol;

    private SentPackets(NativeProtocol protocol) {
        this.protocol = protocol;
    }

    /** Of a streamed result; null if the result is another. */
    static @Nullable SentPackets of(ResultSet result) throws SQLException {
        boolean isStreamed = result instanceof ResultSetInternalMethods known
                && known.getRows() instanceof ResultsetRowsStreaming<?>;
        return isStreamed
                        && result.getStatement()
                                        .getConnection()
                                        .unwrap(JdbcConnection.class)
                                        .getSession()
                                instanceof NativeSession session
                ? new SentPackets(session.getProtocol())
                : null;
    }

    /** Holds the present row, from its start; the driver may change arrays between rows. */
    byte[] bytes() {
        return protocol.getReusablePacket().getByteBuffer();
    }

    /** How long the present row is. */
    int length() {
        return protocol.getReusablePacket().getPayloadLength();
    }

    /** MySQL's name of the character set of each column's values; null where they are no texts, or the driver is another. */
    static @Nullable String[] charsets(ResultSet result, int columns) {
        @Nullable String[] charsets = new String[columns];
        if (result instanceof ResultSetInternalMethods known) {
            Field[] fields = known.getRows().getMetadata().getFields();
            for (int i = 0; i < columns; i++) {
                charsets[i] = charset(fields[i]);
            }
        }
        return charsets;
    }

    private static @Nullable String charset(Field field) {
        boolean isText = CHARACTERS.contains(field.getMysqlTypeId())
                && (field.getCollationIndex() != CharsetMapping.MYSQL_COLLATION_INDEX_binary
                        || field.getMysqlType() == MysqlType.JSON);
        return isText ? CharsetMapping.getStaticMysqlCharsetNameForCollationIndex(field.getCollationIndex()) : null;
    }
}
