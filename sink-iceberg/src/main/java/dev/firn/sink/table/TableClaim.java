package dev.firn.sink.table;

import dev.firn.schema.source.TableId;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;

/** Whose an Iceberg table is that stands where the copy of a source table belongs. */
public sealed interface TableClaim {

    /** This life of the pipeline's copy of the source table. */
    record Ours() implements TableClaim {}

    /** The copy that an earlier life of the pipeline made: ours to take over, its checkpoint numbers mean nothing. */
    record FromEarlierLife() implements TableClaim {}

    /** A table that nobody has written to and that Firn did not make: ours to take over. */
    record Unused() implements TableClaim {}

    /**
     * Somebody else's.
     *
     * @param finding whose, as the end of a sentence
     */
    record Foreign(String finding) implements TableClaim {}

    /** Decides by what the table says of itself. */
    static TableClaim of(Table table, Pipeline pipeline, TableId source) {
        Map<String, String> properties = table.properties();
        String owner = properties.get(FirnProperties.PIPELINE);
        String copied = properties.get(FirnProperties.SOURCE_TABLE);
        if (TableUtil.formatVersion(table) < 2) {
            return new Foreign("it has format version 1, which knows no row-level deletes");
        }
        if (owner == null) {
            return table.currentSnapshot() == null ? new Unused() : new Foreign("it has data and was not made by Firn");
        }
        if (!owner.equals(pipeline.name())) {
            return new Foreign("it belongs to the pipeline " + owner);
        }
        if (copied != null && !copied.equals(source.toString())) {
            return new Foreign("it is the copy of " + copied);
        }
        return pipeline.id().equals(properties.get(FirnProperties.PIPELINE_ID)) ? new Ours() : new FromEarlierLife();
    }
}
