/**
 * The lake behind ports: what the engine asks of whoever keeps tables, files and checkpoints.
 *
 * <p>Of Iceberg the engine knows types and schemas only. Files are named by the manifests that list them; what stands in a manifest is the
 * lake's affair.
 */
@NullMarked
package dev.firn.engine.lake;

import org.jspecify.annotations.NullMarked;
