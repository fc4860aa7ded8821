package dev.firn.sink.table;

import dev.firn.schema.layout.Promotion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The columns of a table as Firn left them: a fingerprint that every commit of Firn's writes beside the schema, so that a change by anybody
 * else shows, also to a process that was not there. What the fingerprint stands for is found among the table's former schemas.
 *
 * <p>It is of field ids, names, types and the key. The order of columns, their docs and whether null is allowed are no matter. Part of the
 * format: if it is computed otherwise, every table looks as if somebody else had changed it.
 */
public final class KnownColumns {

    private KnownColumns() {}

    /** Says in the table's properties that the schema is Firn's. */
    public static UpdateProperties record(UpdateProperties properties, Schema schema) {
        return properties.set(FirnProperties.COLUMNS, fingerprint(schema));
    }

    /** Whether the properties say so of the very schema that the table has, or say nothing yet. */
    public static boolean areThere(TableMetadata table) {
        String known = table.properties().get(FirnProperties.COLUMNS);
        return known == null || known.equals(fingerprint(table.schema()));
    }

    /**
     * What somebody else did to the columns that Firn's rows do not survive, for people: dropped, renamed, of another type, another key.
     * Columns that were added, or grew outside of the key, are no harm.
     */
    public static Optional<String> changedByOthers(TableMetadata table) {
        if (areThere(table)) {
            return Optional.empty();
        }
        String fingerprint = table.properties().get(FirnProperties.COLUMNS);
        Optional<Schema> known = table.schemas().stream()
                .filter(schema -> fingerprint(schema).equals(fingerprint))
                .findFirst();
        if (known.isEmpty()) {
            return Optional.of("its columns are not those that Firn left");
        }
        List<String> changes = changes(known.get(), table.schema());
        return changes.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", changes));
    }

    private static List<String> changes(Schema known, Schema present) {
        List<String> changes = new ArrayList<>();
        Set<Integer> key = known.identifierFieldIds();
        for (NestedField field : known.columns()) {
            NestedField now = present.findField(field.fieldId());
            if (now == null) {
                changes.add("column " + field.name() + " was dropped");
                continue;
            }
            if (!now.name().equals(field.name())) {
                changes.add("column " + field.name() + " was renamed to " + now.name());
            }
            boolean holds = key.contains(field.fieldId())
                    ? now.type().equals(field.type())
                    : Promotion.isAllowed(field.type(), now.type());
            if (!holds) {
                changes.add("column " + field.name() + " was changed from " + field.type() + " to " + now.type());
            }
        }
        if (!key.equals(present.identifierFieldIds())) {
            changes.add("the key was changed from " + named(known) + " to " + named(present));
        }
        return changes;
    }

    private static String named(Schema schema) {
        Set<String> names = new TreeSet<>(schema.identifierFieldNames());
        return names.isEmpty() ? "none" : String.join(" and ", names);
    }

    private static String fingerprint(Schema schema) {
        String text = schema.columns().stream()
                        .sorted(Comparator.comparingInt(NestedField::fieldId))
                        .map(field -> field.fieldId() + " " + field.name() + " " + field.type())
                        .collect(Collectors.joining("\n"))
                + "\nkey " + new TreeSet<>(schema.identifierFieldIds());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256, this one does not", e);
        }
    }
}
