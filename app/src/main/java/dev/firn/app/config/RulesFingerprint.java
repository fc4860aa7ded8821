package dev.firn.app.config;

import dev.firn.engine.decode.Masking;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.OnUnrepresentableValue;
import dev.firn.schema.layout.TableMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of a table's configuration decides its rows and how they lie, as a short text: a checkpoint keeps it, and a table is loaded again when it
 * changes. Part of the format: if it is computed otherwise, every table that has an override is loaded again.
 */
final class RulesFingerprint {

    private static final String PROBE = "firn: does the secret of the masks stay the same?";

    private RulesFingerprint() {}

    /** Of a table without an override, and of one whose override says nothing of this. */
    static String ofNoOverride(OnUnrepresentableValue policy) {
        return of(TableMode.UPSERT, List.of(), Set.of(), Map.of(), "", said(policy));
    }

    static String of(TableOverride override, @Nullable Secret maskSecret) {
        boolean usesSecret = override.maskColumns().containsValue(ColumnMask.HMAC_SHA256);
        return of(
                override.mode(),
                override.key(),
                override.excludeColumns(),
                override.maskColumns(),
                override.partitionBy().text(),
                (usesSecret && maskSecret != null ? trace(maskSecret) : "")
                        + types(override)
                        + said(override.onUnrepresentableValue()));
    }

    /** Nothing where there is nothing, as before there were column types. */
    private static String types(TableOverride override) {
        return override.columnTypes().isEmpty() ? "" : "\ntypes " + new TreeMap<>(override.columnTypes());
    }

    private static String said(OnUnrepresentableValue policy) {
        return policy == OnUnrepresentableValue.STOP_TABLE ? "" : "\nunrepresentable " + policy;
    }

    private static String of(
            TableMode mode,
            List<String> key,
            Set<String> excluded,
            Map<String, ColumnMask> masks,
            String partitioning,
            String secret) {
        // Collections write themselves with brackets and commas; a name that contains these is not worth a format of
        // its own.
        String rules = String.join(
                "\n",
                mode.name(),
                key.toString(),
                new TreeSet<>(excluded).toString(),
                new TreeMap<>(masks).toString(),
                partitioning,
                secret);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(rules.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256, this one does not", e);
        }
    }

    /** A mask of a known text tells whether the secret is the same, and no more of it than every masked value in the lake does. */
    private static String trace(Secret secret) {
        Masking masking = new Masking(secret.reveal().getBytes(StandardCharsets.UTF_8));
        return String.valueOf(masking.operator(ColumnMask.HMAC_SHA256).apply(PROBE));
    }
}
