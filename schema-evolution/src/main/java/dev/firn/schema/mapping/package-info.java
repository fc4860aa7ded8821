/**
 * Which Iceberg type a source type becomes, and which layout a source table therefore gets.
 */
@NullMarked
package dev.firn.schema.mapping;

import org.jspecify.annotations.NullMarked;
