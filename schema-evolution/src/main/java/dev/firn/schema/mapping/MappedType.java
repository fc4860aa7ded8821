package dev.firn.schema.mapping;

import org.apache.iceberg.types.Type;

/** What a source type becomes. */
public sealed interface MappedType {

    /** The type has an exact Iceberg counterpart. */
    record Supported(Type type) implements MappedType {}

    /**
     * No rule maps the type.
     *
     * @param reason why, and what the user can do, as one sentence
     */
    record Unsupported(String reason) implements MappedType {}
}
