package dev.firn.sink.catalog;

import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The Iceberg names of source tables.
 *
 * <p>The rule: {@code {schema}} and {@code {table}} in the template are replaced by the source's schema (MySQL: database) and
 * table; letters become lower case; every character that is not a letter a to z, a digit or an underscore becomes an underscore,
 * for Glue takes no other. Different source tables can so come to the same name: {@link #collisions} tells, and nothing is ever merged.
 */
public final class TableNames {

    /** {@code public.orders} becomes {@code orders}. */
    public static final String DEFAULT_TEMPLATE = "{table}";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    private final Namespace namespace;
    private final String template;
    private final String pipeline;

    /**
     * @throws IllegalArgumentException if the template has no {@code {table}} or an unknown placeholder
     */
    public TableNames(String namespace, String template, String pipeline) {
        this.namespace = Namespace.of(namespace.split("\\."));
        this.template = template;
        this.pipeline = pipeline;
        List<String> placeholders = PLACEHOLDER
                .matcher(template)
                .results()
                .map(match -> match.group())
                .toList();
        for (String placeholder : placeholders) {
            if (!placeholder.equals("{table}") && !placeholder.equals("{schema}")) {
                throw new IllegalArgumentException("The table name '" + template + "' has the placeholder "
                        + placeholder + "; known are {schema} and {table}");
            }
        }
        if (!placeholders.contains("{table}")) {
            throw new IllegalArgumentException(
                    "The table name '" + template + "' lacks {table}: all source tables would get one name");
        }
    }

    public Namespace namespace() {
        return namespace;
    }

    public TableIdentifier of(TableId table) {
        String name = template.replace("{schema}", table.schema()).replace("{table}", table.name());
        return TableIdentifier.of(namespace, plain(name));
    }

    /** The pipeline's own table. */
    public TableIdentifier checkpoints() {
        return TableIdentifier.of(namespace, "firn_" + plain(pipeline) + "_checkpoints");
    }

    /** Which of the tables cannot be told apart in the lake; empty if all can. */
    public List<Collision> collisions(Collection<TableId> tables) {
        Map<String, TreeSet<TableId>> byName = new TreeMap<>();
        tables.forEach(table -> byName.computeIfAbsent(of(table).name(), name -> new TreeSet<>())
                .add(table));
        List<Collision> collisions = new ArrayList<>();
        byName.forEach((name, sources) -> {
            if (sources.size() > 1 || name.equals(checkpoints().name())) {
                collisions.add(new Collision(TableIdentifier.of(namespace, name), List.copyOf(sources)));
            }
        });
        return collisions;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    }

    /**
     * Source tables that come to one name.
     *
     * @param name the name in the lake
     * @param sources the tables; a single one where the name is that of the pipeline's own checkpoint table
     */
    public record Collision(TableIdentifier name, List<TableId> sources) {

        /** What is wrong and what to do. */
        public String message() {
            if (sources.size() == 1) {
                return "The source table " + sources.get(0) + " would be replicated to " + name
                        + ", which is the pipeline's own checkpoint table: give another table-name template or exclude it";
            }
            return "The source tables "
                    + String.join(
                            " and ", sources.stream().map(TableId::toString).toList())
                    + " would all be replicated to " + name
                    + ": set table-name to '{schema}_{table}', or exclude all but one";
        }
    }
}
