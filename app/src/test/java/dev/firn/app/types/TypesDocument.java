package dev.firn.app.types;

import dev.firn.app.types.TypeCase.Becomes;
import dev.firn.app.types.TypeCase.Outcome;
import dev.firn.app.types.TypeCase.Refused;
import dev.firn.app.types.TypeCase.Stops;
import dev.firn.app.types.TypeCase.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One database's table of types for people, made of the cases that the type matrix proves on a real server. */
final class TypesDocument {

    private static final int LONGEST_EXAMPLE = 34;
    private static final String CHARACTER_SET = " CHARACTER SET ";

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Set<String> characterSets = new TreeSet<>();
    private final Map<String, String> notes;

    private static final class Row {
        final Set<String> becomes = new LinkedHashSet<>();
        final Set<String> alternatives = new LinkedHashSet<>();
        final List<String> notes = new ArrayList<>();
        final Set<String> stops = new LinkedHashSet<>();
        String example = "";
    }

    private TypesDocument(Map<String, String> notes) {
        this.notes = notes;
    }

    /**
     * The table as Markdown.
     *
     * @param notes what is to be said of types, by how their names begin; the longest that fits counts
     */
    static String of(List<TypeCase> cases, Map<String, String> notes) {
        TypesDocument document = new TypesDocument(notes);
        cases.forEach(document::add);
        return document.text();
    }

    private void add(TypeCase one) {
        int set = one.sourceType().indexOf(CHARACTER_SET);
        if (set >= 0 && !one.sourceType().endsWith(")")) {
            characterSets.add(one.sourceType().substring(set + CHARACTER_SET.length()));
            return;
        }
        boolean isRequired = one.sourceType().endsWith(" NOT NULL");
        Row row = rows.computeIfAbsent(one.sourceType().replaceAll(" (NOT )?NULL$", ""), name -> new Row());
        Outcome outcome = one.outcome();
        if (outcome instanceof Becomes becomes && one.chosen().isEmpty()) {
            row.becomes.add(becomes.type().toString());
            row.example = row.example.isEmpty() ? example(becomes.values()) : row.example;
        } else if (outcome instanceof Becomes) {
            row.alternatives.add(one.chosen());
        } else if (outcome instanceof Stops stops && one.chosen().isEmpty()) {
            row.stops.add(code(unquoted(stops.literal())) + (isRequired ? " (NOT NULL)" : ""));
        } else if (outcome instanceof Refused && one.chosen().isEmpty()) {
            row.becomes.add("—");
            row.notes.add("refused by name: exclude the column");
        }
    }

    /** The first value that is short enough to show, as it is written and as it is read. */
    private static String example(List<Value> values) {
        return values.stream()
                .filter(value -> value.expected() != null)
                .map(value -> {
                    String written = unquoted(value.literal());
                    String read = Objects.requireNonNull(value.expected());
                    return written.equals(read) ? code(read) : code(written) + " → " + code(read);
                })
                .filter(text -> text.length() <= LONGEST_EXAMPLE && !text.contains("``") && isPrintable(text))
                .findFirst()
                .orElse("");
    }

    private static String unquoted(String literal) {
        return literal.replaceAll("^'(.*)'$", "$1");
    }

    private static boolean isPrintable(String text) {
        return text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
    }

    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }

    private String text() {
        StringBuilder text =
                new StringBuilder("| source type | Iceberg type | `column-types` | for example | notes |\n");
        text.append("|---|---|---|---|---|\n");
        rows.forEach((name, row) -> {
            List<String> said = new ArrayList<>(row.notes);
            note(name).ifPresent(said::add);
            if (!row.stops.isEmpty()) {
                said.add("stops the table: " + String.join(", ", row.stops));
            }
            line(
                    text,
                    code(name),
                    String.join(", ", row.becomes),
                    String.join(", ", row.alternatives),
                    row.example,
                    String.join("; ", said));
        });
        if (!characterSets.isEmpty()) {
            line(
                    text,
                    "text in another character set",
                    "string",
                    "",
                    "",
                    "the same text, as the server reads it: " + String.join(", ", characterSets));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private Optional<String> note(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        return notes.entrySet().stream()
                .filter(note -> name.startsWith(note.getKey()))
                .max(Comparator.comparing(note -> note.getKey().length()))
                .map(Map.Entry::getValue);
    }
}
