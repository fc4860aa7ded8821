package dev.firn.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The keys of one section. A key that is never asked for is unknown: {@link #refuseUnknownKeys} reports it, so there is no list of known
 * keys beside the code that reads them.
 */
final class Section {

    private final Reading reading;
    private final String path;
    private final int line;
    private final Map<String, NodeTuple> present = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();

    Section(Reading reading, String path, int line, @Nullable MappingNode mapping) {
        this.reading = reading;
        this.path = path;
        this.line = line;
        if (mapping != null) {
            mapping.getValue().forEach(this::remember);
        }
    }

    Entry entry(String key) {
        asked.add(key);
        NodeTuple tuple = present.get(key);
        if (tuple == null) {
            return new Entry(reading, pathOf(key), line, null);
        }
        return new Entry(reading, pathOf(key), reading.lineOf(tuple.getKeyNode()), tuple.getValueNode());
    }

    /** All keys of a section whose keys are the user's own, in the file's order. */
    Map<String, Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        present.keySet().forEach(key -> entries.put(key, entry(key)));
        return entries;
    }

    /** The same, read as texts that may hold secrets: properties handed to a driver or a catalog as they are. */
    Map<String, Secret> secrets() {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        entries().forEach((key, entry) -> secrets.put(key, entry.property()));
        return secrets;
    }

    /** The same, read as plain texts. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        entries().forEach((key, entry) -> texts.put(key, entry.text()));
        return texts;
    }

    /** Reports every key that nothing asked for; to be called after the last key was. */
    void refuseUnknownKeys() {
        present.forEach((key, tuple) -> {
            if (!asked.contains(key)) {
                String message = "is not a known key" + Entry.suggestion(key, asked) + "; known here: "
                        + String.join(", ", asked);
                reading.problems().add(reading.lineOf(tuple.getKeyNode()), pathOf(key), message);
            }
        });
    }

    private void remember(NodeTuple tuple) {
        Node keyNode = tuple.getKeyNode();
        int keyLine = reading.lineOf(keyNode);
        if (!(keyNode instanceof ScalarNode scalar)) {
            reading.problems().add(keyLine, path, "a key must be a single word");
            return;
        }
        if (present.putIfAbsent(scalar.getValue(), tuple) != null) {
            reading.problems().add(keyLine, pathOf(scalar.getValue()), "stands here twice");
        }
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
