/**
 * What a replicated table looks like in the lake: the columns that are kept, under Iceberg types, and the key; nothing of the
 * source's types.
 *
 * <p>A layout is a pure function of the source table and the user's rules for it. It has no Iceberg field ids: those
 * belong to the Iceberg table, and {@link dev.firn.schema.layout.LakeSchemas} looks them up by name when rows are written.
 */
@NullMarked
package dev.firn.schema.layout;

import org.jspecify.annotations.NullMarked;
