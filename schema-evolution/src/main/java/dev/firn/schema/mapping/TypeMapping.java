package dev.firn.schema.mapping;

import dev.firn.schema.source.SourceType;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;

/** The rule by which one kind of database's types become Iceberg types. */
@FunctionalInterface
public interface TypeMapping {

    /** Maps a type; never throws, and never guesses: what no rule covers is {@link MappedType.Unsupported}. */
    MappedType map(SourceType type);

    /** Maps a type to the one that the user wants instead; {@link MappedType.Unsupported} if the database's values do not become that. */
    default MappedType map(SourceType type, Type wanted) {
        return Alternatives.of(type, map(type), wanted);
    }

    /** Whether the source type has values that the Iceberg type which it becomes lacks. */
    default boolean hasUnrepresentableValues(SourceType type, Type mapped) {
        // A number that becomes another kind of number than it would by itself.
        return mapped.typeId() != TypeID.STRING && !map(type).equals(new MappedType.Supported(mapped));
    }
}
