/**
 * The type matrix: every type of a source, each value of it on every way into the lake, against what the test itself says that it becomes. A
 * type is one line of {@code PostgresTypeCases} or {@code MysqlTypeCases}; schema changes are not shown here.
 */
package dev.firn.app.types;
