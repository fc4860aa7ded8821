package dev.firn.schema.layout;

import org.apache.iceberg.types.Type;

/**
 * A column of a replicated table.
 *
 * @param name its name in the lake: the source's own spelling, upper case and all. Iceberg keeps it and tells {@code Id}
 *     from {@code id}; Glue's column list and most query engines do not, so no two columns of a table differ only in case
 * @param type its Iceberg type
 * @param required whether every row has a value in it
 */
public record LakeColumn(String name, Type type, boolean required) {}
