package dev.firn.engine.source.debezium;

import io.debezium.config.Configuration;
import io.debezium.connector.binlog.BinlogOffsetContext;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.pipeline.txmetadata.DefaultTransactionMetadataFactory;
import io.debezium.pipeline.txmetadata.DefaultTransactionStructMaker;
import io.debezium.pipeline.txmetadata.TransactionStructMaker;
import java.time.Instant;
import org.apache.kafka.connect.data.Struct;

/**
 * Lets the record of a MySQL transaction's end carry the offset behind the commit. The connector makes it by its class name.
 *
 * <p>Left alone, the connector writes that record just before it moves its offset: the record then names the transaction's
 * begin and how many of its events to skip, and a GTID set without the transaction. Nobody could tell from it that the
 * stream has reached the position which the server shows. Moving the offset is all that the connector does next, and doing it twice changes
 * nothing.
 */
public final class CommittedEnds extends DefaultTransactionMetadataFactory {

    private final Configuration configuration;

    /** For the connector, which passes its whole configuration. */
    public CommittedEnds(Configuration configuration) {
        super(configuration);
        this.configuration = configuration;
    }

    @Override
    public TransactionStructMaker getTransactionStructMaker() {
        return new DefaultTransactionStructMaker(configuration) {
            @Override
            public Struct buildEndTransactionValue(OffsetContext offset, Instant timestamp) {
                Struct value = super.buildEndTransactionValue(offset, timestamp);
                ((BinlogOffsetContext<?>) offset).commitTransaction();
                return value;
            }
        };
    }
}
