package dev.firn.schema.mapping;

import dev.firn.schema.source.SourceType;
import org.apache.iceberg.types.Type;

/** The rule by which one kind of database's types become Iceberg types. */
@FunctionalInterface
public interface TypeMapping {

    /** Maps a type; never throws, and never guesses: what no rule covers is {@link MappedType.Unsupported}. */
    MappedType map(SourceType type);

    /** Maps a type to the one that the user wants instead; {@link MappedType.Unsupported} if the database's values do not become that. */
    default MappedType map(SourceType type, Type wanted) {
        return Alternatives.of(type, map(type), wanted);
    }
}
