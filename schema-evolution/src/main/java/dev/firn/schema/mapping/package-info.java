/**
 * Which Iceberg type a source type becomes, and which layout a source table therefore gets; what the Iceberg table looks like
 * at present is not known here.
 */
@NullMarked
package dev.firn.schema.mapping;

import org.jspecify.annotations.NullMarked;
