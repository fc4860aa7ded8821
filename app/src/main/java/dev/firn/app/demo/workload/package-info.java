/**
 * A live shop: seeded transactions of every kind, from several threads, against a real database while it is replicated.
 *
 * <p>It keeps no model of what the tables hold: the database itself is the truth that the lake is compared with. Of Firn it knows only
 * how a table is named.
 */
@NullMarked
package dev.firn.app.demo.workload;

import org.jspecify.annotations.NullMarked;
