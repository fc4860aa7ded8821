package dev.firn.sink.write;

import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.Generation.IncompleteRow;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * Rows that lack values, on their way from a generation to the row that they replace: one file, read once, by the process that wrote it.
 * What it has, no reader of the table ever sees.
 */
public final class IncompleteRows implements Closeable {

    /** Of the names of its files. */
    public static final String ENDING = "-incomplete.rows";

    private static final int END = 0;
    private static final int ROW = 1;

    private final DataInputStream input;
    private final Schema schema;
    private final List<Integer> keyFieldIds;
    private final int width;

    private IncompleteRows(DataInputStream input) throws IOException {
        this.input = input;
        this.schema = SchemaParser.fromJson(new String(bytes(input), StandardCharsets.UTF_8));
        this.width = schema.columns().size();
        List<Integer> ids = new ArrayList<>();
        for (int count = input.readInt(); count > 0; count--) {
            ids.add(input.readInt());
        }
        this.keyFieldIds = List.copyOf(ids);
    }

    /** Writes the rows of a generation; returns where they are. */
    static String write(WriteTarget target, StageLabel label, Generation generation) {
        String location = target.metadataFolder() + label + ENDING;
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        try (DataOutputStream output = new DataOutputStream(new BufferedOutputStream(new DeflaterOutputStream(
                target.table().io().newOutputFile(location).createOrOverwrite(), fast)))) {
            put(output, SchemaParser.toJson(generation.schema()).getBytes(StandardCharsets.UTF_8));
            output.writeInt(generation.keyFieldIds().size());
            for (int id : generation.keyFieldIds()) {
                output.writeInt(id);
            }
            for (IncompleteRow row : generation.incomplete()) {
                output.writeByte(ROW);
                put(output, row.missing().toByteArray());
                putAll(output, row.formerKey());
                putAll(output, row.row());
            }
            output.writeByte(END);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + location, e);
        } finally {
            fast.end();
        }
        return location;
    }

    /** Opens a file. */
    public static IncompleteRows open(FileIO io, String location) {
        try {
            return new IncompleteRows(new DataInputStream(new BufferedInputStream(
                    new InflaterInputStream(io.newInputFile(location).newStream()))));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + location, e);
        }
    }

    /** The columns of the rows. */
    public Schema schema() {
        return schema;
    }

    /** The key's field ids, in the order of its values. */
    public List<Integer> keyFieldIds() {
        return keyFieldIds;
    }

    /** The next row; null behind the last. */
    public @Nullable IncompleteRow next() {
        try {
            if (input.readByte() == END) {
                return null;
            }
            BitSet missing = BitSet.valueOf(bytes(input));
            @Nullable Object[] formerKey = all(keyFieldIds.size());
            return new IncompleteRow(all(width), missing, formerKey);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read rows that lack values", e);
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    private static void putAll(DataOutputStream output, @Nullable Object[] values) throws IOException {
        for (@Nullable Object value : values) {
            Form form = Form.of(value);
            output.writeByte(form.code);
            form.put(output, value);
        }
    }

    private @Nullable Object[] all(int count) throws IOException {
        @Nullable Object[] values = new @Nullable Object[count];
        for (int index = 0; index < count; index++) {
            values[index] = Form.coded(input.readByte()).get(input);
        }
        return values;
    }

    private static void put(DataOutputStream output, byte[] bytes) throws IOException {
        output.writeInt(bytes.length);
        output.write(bytes);
    }

    private static byte[] bytes(DataInputStream input) throws IOException {
        return input.readNBytes(input.readInt());
    }

    /** The forms that values of rows have. */
    private enum Form {
        NULL('n'),
        BOOLEAN('b'),
        INTEGER('i'),
        LONG('l'),
        FLOAT('f'),
        DOUBLE('d'),
        TEXT('t'),
        BINARY('x'),
        DECIMAL('c'),
        UUID('u');

        private static final Form[] ALL = values();

        private final char code;

        Form(char code) {
            this.code = code;
        }

        static Form coded(int code) {
            for (Form form : ALL) {
                if (form.code == code) {
                    return form;
                }
            }
            throw new IllegalArgumentException("No form of values: " + code);
        }

        static Form of(@Nullable Object value) {
            if (value == null) {
                return NULL;
            } else if (value instanceof CharSequence) {
                return TEXT;
            } else if (value instanceof Long) {
                return LONG;
            } else if (value instanceof Integer) {
                return INTEGER;
            } else if (value instanceof BigDecimal) {
                return DECIMAL;
            } else if (value instanceof Boolean) {
                return BOOLEAN;
            } else if (value instanceof Double) {
                return DOUBLE;
            } else if (value instanceof Float) {
                return FLOAT;
            } else if (value instanceof ByteBuffer) {
                return BINARY;
            } else if (value instanceof UUID) {
                return UUID;
            }
            throw new IllegalArgumentException("No row has values of " + value.getClass());
        }

        @SuppressWarnings("NullAway") // the form is that of the value
        void put(DataOutputStream output, @Nullable Object value) throws IOException {
            switch (this) {
                case NULL -> {}
                case BOOLEAN -> output.writeBoolean((Boolean) value);
                case INTEGER -> output.writeInt((Integer) value);
                case LONG -> output.writeLong((Long) value);
                case FLOAT -> output.writeFloat((Float) value);
                case DOUBLE -> output.writeDouble((Double) value);
                case TEXT -> IncompleteRows.put(output, value.toString().getBytes(StandardCharsets.UTF_8));
                case BINARY -> {
                    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
                    byte[] bytes = new byte[buffer.remaining()];
                    buffer.get(bytes);
                    IncompleteRows.put(output, bytes);
                }
                case DECIMAL -> {
                    BigDecimal decimal = (BigDecimal) value;
                    output.writeInt(decimal.scale());
                    IncompleteRows.put(output, decimal.unscaledValue().toByteArray());
                }
                case UUID -> {
                    UUID uuid = (UUID) value;
                    output.writeLong(uuid.getMostSignificantBits());
                    output.writeLong(uuid.getLeastSignificantBits());
                }
            }
        }

        @Nullable
        Object get(DataInputStream input) throws IOException {
            return switch (this) {
                case NULL -> null;
                case BOOLEAN -> input.readBoolean();
                case INTEGER -> input.readInt();
                case LONG -> input.readLong();
                case FLOAT -> input.readFloat();
                case DOUBLE -> input.readDouble();
                case TEXT -> new String(bytes(input), StandardCharsets.UTF_8);
                case BINARY -> ByteBuffer.wrap(bytes(input));
                case DECIMAL -> {
                    int scale = input.readInt();
                    yield new BigDecimal(new BigInteger(bytes(input)), scale);
                }
                case UUID -> new UUID(input.readLong(), input.readLong());
            };
        }
    }
}
