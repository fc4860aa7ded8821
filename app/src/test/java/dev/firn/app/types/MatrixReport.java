package dev.firn.app.types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;

/** What a run of the matrix covered, and what was not as it should be. */
final class MatrixReport {

    private static final String ROW = "%-44s %-22s %6s  %s%n";
    private static final String WAYS = Arrays.stream(Way.values())
            .map(way -> way.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));

    private final StringBuilder lines = new StringBuilder();
    private final List<String> failures = new ArrayList<>();

    void covered(String sourceType, Type type, int values) {
        line(sourceType, type.toString(), String.valueOf(values), WAYS + "; plain, masked");
    }

    void nulled(String sourceType, Type type, List<String> literals) {
        line(
                sourceType,
                type.toString(),
                String.valueOf(literals.size()),
                "null by policy: " + String.join(", ", literals));
    }

    void refused(String sourceType, List<String> words) {
        line(sourceType, "-", "-", "refused: " + String.join(", ", words));
    }

    void stopped(String sourceType, String literal, MatrixTable.Stage stage) {
        line(sourceType, "stops at " + literal, "1", stage == MatrixTable.Stage.LOAD ? "loaded" : "inserted");
    }

    private void line(String sourceType, String type, String values, String ways) {
        lines.append(String.format(Locale.ROOT, ROW, sourceType, type, values, ways));
    }

    void fail(TypeCase type, String found) {
        failures.add(type.name() + " " + found);
    }

    String covered() {
        return String.format(Locale.ROOT, ROW, "type", "Iceberg type", "values", "ways") + lines;
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
