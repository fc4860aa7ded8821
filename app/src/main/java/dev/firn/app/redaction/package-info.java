/**
 * What keeps secrets out of everything that is shown: the log, the command line's output, the pages.
 *
 * <p>Firn's own messages hold none; those of drivers and clients may. What a secret is, and where it comes from, is not known here but in
 * {@link dev.firn.app.config}.
 */
@NullMarked
package dev.firn.app.redaction;

import org.jspecify.annotations.NullMarked;
