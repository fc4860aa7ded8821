package dev.firn.schema.layout;

import org.apache.iceberg.types.Type;

/** Which of Iceberg's types only tables of a later format version have. */
public final class FormatVersions {

    private static final int FIRST = 1;
    private static final int WITH_NEW_TYPES = 3;

    private FormatVersions() {}

    /** The format version from which on a table may have columns of the type. */
    public static int needed(Type type) {
        return switch (type.typeId()) {
            case TIMESTAMP_NANO, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> WITH_NEW_TYPES;
            default -> FIRST;
        };
    }
}
