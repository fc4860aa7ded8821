/**
 * How the process is asked how it is, and told what to do, over HTTP, on loopback unless an operator opens it.
 *
 * <p>Who reads is not checked: what is answered holds names of tables and positions, never rows or secrets. Who tells it to do something must
 * know a token.
 */
@NullMarked
package dev.firn.app.http;

import org.jspecify.annotations.NullMarked;
