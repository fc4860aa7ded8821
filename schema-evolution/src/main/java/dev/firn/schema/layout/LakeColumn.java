package dev.firn.schema.layout;

import org.apache.iceberg.types.Type;

/**
 * A column of a replicated table.
 *
 * @param name its name in the lake
 * @param type its Iceberg type
 * @param required whether every row has a value in it
 */
public record LakeColumn(String name, Type type, boolean required) {}
