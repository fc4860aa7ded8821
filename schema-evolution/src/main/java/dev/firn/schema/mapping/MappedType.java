package dev.firn.schema.mapping;

import org.apache.iceberg.types.Type;

/** What a source type becomes. */
public sealed interface MappedType {

    /** The type has an exact Iceberg counterpart. */
    record Supported(Type type) implements MappedType {}

    /**
     * No rule maps the type.
     *
     * @param reason why, and what could be done about the type, as part of a sentence; that the column can be excluded is for the caller to say, who knows whether it is a key
     */
    record Unsupported(String reason) implements MappedType {}
}
