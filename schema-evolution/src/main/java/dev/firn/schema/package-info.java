/**
 * How the schema of a source table becomes, and stays, the schema of an Iceberg table.
 *
 * <p>The way of a schema: {@code source} (what the database has) -> {@code mapping} (types) -> {@code layout} (what the
 * lake should have) -> {@code change} (the difference, and applying it). Knows iceberg-api alone.
 */
@NullMarked
package dev.firn.schema;

import org.jspecify.annotations.NullMarked;
