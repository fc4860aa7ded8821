package dev.firn.schema.mapping;

import dev.firn.schema.source.SourceType;

/** The rule by which one kind of database's types become Iceberg types. */
@FunctionalInterface
public interface TypeMapping {

    /** Maps a type; never throws, and never guesses: what no rule covers is {@link MappedType.Unsupported}. */
    MappedType map(SourceType type);
}
