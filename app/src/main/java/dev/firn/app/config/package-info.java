/**
 * The one YAML file a user writes, read into typed records: one record for each section, its defaults beside it.
 *
 * <p>Every mistake of a file is found in one reading and reported with its line. Nothing is opened or connected to here; what a
 * section means to the engine or to the lake is said by the section's own conversion, and nowhere else.
 */
@NullMarked
package dev.firn.app.config;

import org.jspecify.annotations.NullMarked;
