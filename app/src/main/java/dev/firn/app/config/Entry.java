package dev.firn.app.config;

import dev.firn.app.config.References.UnresolvedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One place of the file where a value may stand, and the ways to read it.
 *
 * <p>A value that is wrong is reported, and a stand-in is returned so that the reading goes on and finds the other mistakes: no
 * configuration is made of a file with a problem.
 */
final class Entry {

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i)(password|passphrase|secret|token|credential(?!s-provider))[^.]*$");

    private final Reading reading;
    private final String path;
    private final int line;
    private final @Nullable Node node;

    /** @param line where the value stands, or the section that lacks it */
    Entry(Reading reading, String path, int line, @Nullable Node node) {
        this.reading = reading;
        this.path = path;
        this.line = line;
        this.node = node;
    }

    boolean isPresent() {
        return node != null;
    }

    void refuse(String message) {
        reading.problems().add(line, path, message);
    }

    /** A text that must be there. */
    String text() {
        return isPresent() ? scalar().map(this::resolved).orElse("") : missing("");
    }

    String text(String fallback) {
        return isPresent() ? text() : fallback;
    }

    /** A secret that must be there. */
    Secret secret() {
        Secret standIn = Secret.of("");
        return isPresent() ? scalar().map(this::secretOf).orElse(standIn) : missing(standIn);
    }

    /**
     * The value of a property that is handed on as it is. Whether it is a secret is not known: it is taken for one if its name says so, or
     * if it stands elsewhere. Most are words such as {@code true}, which nothing could be told without.
     */
    Secret property() {
        boolean elsewhere =
                node instanceof ScalarNode scalar && scalar.getValue().contains("${");
        return elsewhere || SECRET_NAME.matcher(path).find() ? secret() : Secret.ofNoConcern(text());
    }

    int integer(int fallback, int least, int most) {
        return parsed(fallback, text -> {
            if (!text.matches("-?\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a whole number from " + least + " to " + most);
            }
            return Integer.valueOf(text);
        });
    }

    boolean yesOrNo(boolean fallback) {
        return parsed(fallback, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is not allowed; write true or false");
        });
    }

    Duration duration(Duration fallback) {
        return parsed(fallback, Durations::parse);
    }

    DataSize size(DataSize fallback) {
        return parsed(fallback, DataSize::parse);
    }

    /** One of an enumeration's constants, written in lower case with hyphens. */
    <E extends Enum<E>> E choice(Class<E> type, E fallback) {
        return isPresent() ? chosen(type, fallback) : fallback;
    }

    /** One of an enumeration's constants, which must be there. */
    <E extends Enum<E>> E choice(Class<E> type) {
        E standIn = type.getEnumConstants()[0];
        if (isPresent()) {
            return chosen(type, standIn);
        }
        refuse("is missing; allowed values: " + String.join(", ", written(type)));
        return standIn;
    }

    private <E extends Enum<E>> E chosen(Class<E> type, E standIn) {
        List<String> allowed = written(type);
        // Not scalar(): for a choice, an unquoted null may be a constant like any other.
        String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        int index = allowed.indexOf(text);
        if (index >= 0) {
            return type.getEnumConstants()[index];
        }
        refuse("'" + text + "' is not allowed; allowed values: " + String.join(", ", allowed)
                + suggestion(text, allowed));
        return standIn;
    }

    /** A value that a function reads from a text; the message of its IllegalArgumentException is reported. */
    <T> T parsed(T fallback, Function<String, T> parser) {
        Optional<String> scalar = scalar();
        if (scalar.isEmpty()) {
            return fallback;
        }
        String text = scalar.get();
        try {
            return parser.apply(resolved(text));
        } catch (IllegalArgumentException e) {
            // What a reference stands for may be a secret that was named by mistake.
            refuse(
                    text.contains("${")
                            ? "'" + text + "' does not stand for a value that is allowed here"
                            : String.valueOf(e.getMessage()));
            return fallback;
        }
    }

    /** The elements of a list; an absent list has none. */
    List<Entry> elements() {
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            refuse("must be a list: [a, b], or one element a line after '- '");
            return List.of();
        }
        List<Entry> elements = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            elements.add(new Entry(reading, path + "[" + elements.size() + "]", reading.lineOf(element), element));
        }
        return elements;
    }

    List<String> texts() {
        return elements().stream().map(Entry::text).toList();
    }

    /** The keys below this one. An absent section reads as an empty one, so that its defaults apply. */
    Section section() {
        if (node == null) {
            return new Section(reading, path, line, null);
        }
        if (node instanceof MappingNode mapping) {
            return new Section(reading, path, line, mapping);
        }
        refuse("must be a section with keys of its own");
        return new Section(reading, path, line, null);
    }

    /** The text as it stands in the file; empty if there is none, which has been reported unless the key is absent. */
    private Optional<String> scalar() {
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof ScalarNode scalar)) {
            refuse("must be a single value");
            return Optional.empty();
        }
        if (scalar.isPlain()
                && (scalar.getValue().isEmpty() || scalar.getValue().equals("null"))) {
            refuse("has no value; give it one or remove the key");
            return Optional.empty();
        }
        return Optional.of(scalar.getValue());
    }

    private <T> T missing(T standIn) {
        refuse("is missing");
        return standIn;
    }

    private String resolved(String text) {
        if (References.isRemote(text)) {
            refuse(
                    "cannot be fetched from a store of secrets: only passwords, the mask secret and the values of 'properties' can");
            return "";
        }
        try {
            return reading.references().resolve(text);
        } catch (UnresolvedException e) {
            refuse(String.valueOf(e.getMessage()));
            return "";
        }
    }

    private Secret secretOf(String text) {
        if (!References.isRemote(text)) {
            return Secret.of(resolved(text));
        }
        return Secret.fetchedFrom(() -> {
            try {
                return reading.references().resolve(text);
            } catch (UnresolvedException e) {
                throw new ConfigurationException(
                        List.of(reading.problems().at(line, path, String.valueOf(e.getMessage()))));
            }
        });
    }

    static String suggestion(String text, List<String> known) {
        return Spelling.nearest(text, known)
                .map(name -> " (did you mean '" + name + "'?)")
                .orElse("");
    }

    private static List<String> written(Class<? extends Enum<?>> type) {
        return Stream.of(type.getEnumConstants()).map(Entry::written).toList();
    }

    /** An enumeration's constant as the file spells it: lower case, with hyphens. */
    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
