package dev.firn.engine.source.postgres;

import dev.firn.engine.source.jdbc.Projection;
import dev.firn.engine.source.jdbc.RowAdmission;
import dev.firn.engine.source.jdbc.UnreadableValueException;
import dev.firn.schema.layout.LakeColumn;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows in binary form into rows of a layout. Compiled once per read; for one thread, as masks are.
 *
 * <p>{@link #decode} is hot.
 */
final class BinaryRows {

    private final Projection<BinaryValue> projection;
    private final BinaryValue[] readers;
    private final RowAdmission admission;
    private final @Nullable Object[] row;

    /**
     * Compiles a decoder.
     *
     * @param position where the log stands at the read, which a row of a changelog records
     */
    BinaryRows(Projection<BinaryValue> projection, String position) {
        this.projection = projection;
        this.admission = new RowAdmission(projection, position);
        this.readers =
                projection.columns().stream().map(Projection.Column::reader).toArray(BinaryValue[]::new);
        this.row = admission.newRow();
    }

    /** What is to be selected. */
    String selectList() {
        return projection.selectList();
    }

    /**
     * A row, in the array of the row before.
     *
     * @param bytes hold it
     * @param from where its first value begins: its length, then its bytes
     */
    @Nullable
    Object[] decode(byte[] bytes, int from) {
        int at = from;
        for (int i = 0; i < readers.length; i++) {
            int length = BigEndian.int4(bytes, at);
            at += Integer.BYTES;
            try {
                row[i] = admission.admit(i, length < 0 ? null : readers[i].read(bytes, at, length));
            } catch (UnreadableValueException e) {
                row[i] = admission.instead(i, e, index -> text(bytes, from, index));
            }
            at += Math.max(0, length);
        }
        admission.end(row);
        return row;
    }

    /** A value as PostgreSQL prints it, for telling the row. */
    private String text(byte[] bytes, int from, int column) {
        int at = from;
        for (int i = 0; i < column; i++) {
            at += Integer.BYTES + Math.max(0, BigEndian.int4(bytes, at));
        }
        int length = BigEndian.int4(bytes, at);
        LakeColumn kept = projection.layout().columns().get(column);
        try {
            return String.valueOf(
                    length < 0
                            ? null
                            : KeyText.of(kept.type(), readers[column].read(bytes, at + Integer.BYTES, length)));
        } catch (UnreadableValueException e) {
            return "?";
        }
    }
}
