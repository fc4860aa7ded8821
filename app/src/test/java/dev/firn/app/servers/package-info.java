/**
 * Where tests get their servers: PostgreSQL, MySQL, and an S3 with a Glue; as child processes, or in containers.
 *
 * <p>Tests ask {@link dev.firn.app.servers.Servers} and know neither kind. What is tested on a server does not belong here.
 */
package dev.firn.app.servers;
