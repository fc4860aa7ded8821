package dev.firn.engine.source.debezium;

import io.debezium.config.Configuration;
import io.debezium.document.Document;
import io.debezium.relational.history.AbstractSchemaHistory;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import io.debezium.relational.history.SchemaHistoryListener;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connector's way to its {@link MysqlHistory}. The connector makes it by its class name, without arguments, and tells it a configuration of strings
 * only; the history itself is found by one of them in a map that all share. There is no other way in; an entry lives as
 * long as its stream.
 */
public final class MysqlHistoryAccess extends AbstractSchemaHistory {

    private static final String KEY = CONFIGURATION_FIELD_PREFIX_STRING + "firn.key";

    private static final Map<String, MysqlHistory> LENT = new ConcurrentHashMap<>();

    private @Nullable MysqlHistory history;

    /** Makes a history known under a key, until {@link #takeBack}. */
    static void lend(String key, MysqlHistory history) {
        LENT.put(key, history);
    }

    static void takeBack(String key) {
        LENT.remove(key);
    }

    /** The properties by which the connector comes here. */
    static Map<String, String> properties(String key) {
        return Map.of("schema.history.internal", MysqlHistoryAccess.class.getName(), KEY, key);
    }

    /** Where in the log a record stands is not compared: a checkpoint's history is exactly the one of its offset. */
    @Override
    public void configure(
            Configuration configuration,
            HistoryRecordComparator comparator,
            SchemaHistoryListener listener,
            boolean useCatalogBeforeSchema) {
        super.configure(
                configuration,
                new HistoryRecordComparator() {
                    @Override
                    public boolean isAtOrBefore(HistoryRecord recorded, HistoryRecord desired) {
                        return true;
                    }
                },
                listener,
                useCatalogBeforeSchema);
        history = LENT.get(configuration.getString(KEY));
    }

    private MysqlHistory history() {
        return Objects.requireNonNull(history, "The connector asks for the schema history of a stream that is closed");
    }

    @Override
    protected void storeRecord(HistoryRecord record) {
        history().add(record.document());
    }

    @Override
    protected void recoverRecords(Consumer<HistoryRecord> records) {
        for (Document record : history().records()) {
            records.accept(new HistoryRecord(record));
        }
    }

    @Override
    public boolean exists() {
        return !history().isEmpty();
    }

    @Override
    public boolean storageExists() {
        return true;
    }
}
