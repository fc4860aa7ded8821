/**
 * How the process is asked how it is: health, status and metrics over HTTP, on loopback unless an operator opens it.
 *
 * <p>Everything here only reads. Who may ask is not checked: what is answered holds names of tables and positions, never rows or secrets.
 */
@NullMarked
package dev.firn.app.http;

import org.jspecify.annotations.NullMarked;
