package dev.firn.engine.source.debezium;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.schema.source.TableId;
import io.debezium.document.Array;
import io.debezium.document.Document;
import io.debezium.document.DocumentReader;
import io.debezium.document.DocumentWriter;
import io.debezium.document.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of MySQL's tables as the log made them, which the connector needs to read rows: the log of rows has no
 * column names. Written by the connector's thread, read by whoever asks for the state at a mark.
 *
 * <p>Kept is each table's present definition instead of every statement since the beginning, so that the state does not grow with
 * the years; of statements only those that set what later definitions fall back to, the character sets of server and databases.
 */
final class MysqlHistory {

    private static final Pattern SETS_DEFAULTS = Pattern.compile(
            "\\s*(SET|(CREATE|ALTER|DROP)\\s+(DATABASE|SCHEMA))\\s.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String SOURCE = "source";
    private static final String STATEMENTS = "statements";
    private static final String TABLES = "tables";
    private static final String TABLE_CHANGES = "tableChanges";

    private final Content start;
    private final List<Change> changes = new ArrayList<>();

    /** Each table's definition by its name, as of the last change. */
    private final Map<String, Document> newest;

    /** The text of the last state asked for, and how many changes it has. */
    private @Nullable String lastText;

    private int lastChanges = -1;

    /** A record of the connector and where in the log it happened. */
    private record Change(MysqlMark at, Document record) {}

    private MysqlHistory(Content start) {
        this.start = start;
        this.newest = new HashMap<>(start.tables);
    }

    /** The history of a pipeline that never ran. */
    static MysqlHistory empty() {
        return new MysqlHistory(new Content());
    }

    /** Reads what {@link #textAt} wrote. */
    static MysqlHistory read(String text) {
        try (GZIPInputStream unpacked =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            String json = new String(unpacked.readAllBytes(), StandardCharsets.UTF_8);
            return new MysqlHistory(new Content(DocumentReader.defaultReader().read(json)));
        } catch (IOException | IllegalArgumentException e) {
            throw new SourceException(
                    Cure.OPERATOR,
                    "Cannot go on from the checkpoint: its schema history is not what Firn writes; restore the checkpoint"
                            + " table, or remove it to start anew",
                    e);
        }
    }

    synchronized void add(Document record) {
        Map<String, Object> position = new LinkedHashMap<>();
        record.getDocument("position")
                .forEach(field -> position.put(
                        field.getName().toString(), field.getValue().asObject()));
        nameFormerTable(record);
        markGenerated(record);
        changes.add(new Change(MysqlMark.of(position, 0), record));
    }

    /** The connector says what a table was called before if it was {@code RENAME TABLE} that renamed it, and forgets to for {@code ALTER TABLE}. */
    private static void nameFormerTable(Document record) {
        String statement = record.getString("ddl");
        if (statement == null) {
            return;
        }
        String schema = record.getString("databaseName");
        AlterStatement.tableRename(statement).ifPresent(rename -> {
            String from = quoted(rename.from(), schema);
            String to = quoted(rename.to(), schema);
            for (Document table : tableChanges(record)) {
                if (to.equals(table.getString("id")) && !from.equals(to) && table.getString("previousId") == null) {
                    table.setString("previousId", from);
                }
            }
        });
    }

    private void markGenerated(Document record) {
        String statement = Objects.requireNonNullElse(record.getString("ddl"), "");
        DroppedDatabase.by(statement).ifPresent(database -> newest.keySet().removeIf(isIn(database)));
        String schema = record.getString("databaseName");
        for (Document change : tableChanges(record)) {
            String id = change.getString("id");
            String former = Objects.requireNonNullElse(change.getString("previousId"), id);
            Document table = change.getDocument("table");
            if (table != null) {
                GeneratedColumns.mark(statement, table, tableOf(former), other -> tableOf(quoted(other, schema)));
            }
            newest.remove(former);
            newest.put(id, change);
        }
    }

    private static Predicate<String> isIn(String database) {
        return id -> tableId(id).schema().equals(database);
    }

    private @Nullable Document tableOf(String id) {
        Document change = newest.get(id);
        return change == null ? null : change.getDocument("table");
    }

    private static String quoted(AlterStatement.Named table, @Nullable String schema) {
        return new io.debezium.relational.TableId(
                        table.schema().isEmpty() ? schema : table.schema(), null, table.name())
                .toDoubleQuotedString();
    }

    synchronized boolean isEmpty() {
        return start.tables.isEmpty() && start.statements.isEmpty() && changes.isEmpty();
    }

    /** Records that bring the connector's model to where this history starts. */
    synchronized List<Document> records() {
        return start.records();
    }

    /** The table that was renamed to this one by the statement that ends at a place. */
    synchronized Optional<String> formerId(MysqlMark at, String tableId) {
        for (int i = changes.size() - 1; i >= 0; i--) {
            Change change = changes.get(i);
            if (!change.at.coordinates().equals(at.coordinates())) {
                continue;
            }
            for (Document table : tableChanges(change.record)) {
                if (tableId.equals(table.getString("id")) && table.getString("previousId") != null) {
                    return Optional.of(table.getString("previousId"));
                }
            }
        }
        return Optional.empty();
    }

    /** A table's definition as the statement that ends at a place has made it. */
    synchronized Optional<Document> definitionAfter(MysqlMark at, String tableId) {
        for (int i = changes.size() - 1; i >= 0; i--) {
            Change change = changes.get(i);
            if (change.at.coordinates().equals(at.coordinates())) {
                for (Document table : tableChanges(change.record)) {
                    if (tableId.equals(table.getString("id"))) {
                        return Optional.of(table);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** A table's definition before the statement that ends at a place; empty if it had none. */
    synchronized Optional<Document> definitionBefore(MysqlMark at, String tableId) {
        int statement = changes.size() - 1;
        while (statement >= 0 && !changes.get(statement).at.coordinates().equals(at.coordinates())) {
            statement--;
        }
        for (int i = statement; i >= 0; i--) {
            Change change = changes.get(i);
            if (change.at.coordinates().equals(at.coordinates())) {
                continue;
            }
            for (Document table : tableChanges(change.record)) {
                if (tableId.equals(table.getString("id"))) {
                    return "DROP".equals(table.getString("type")) ? Optional.empty() : Optional.of(table);
                }
            }
        }
        return Optional.ofNullable(start.tables.get(tableId));
    }

    /** The tables that a database had before the statement that ends at a place. */
    synchronized List<TableId> tablesBefore(MysqlMark at, String database) {
        Content content = start.copy();
        for (Change change : changes) {
            if (change.at.coordinates().reached(at.coordinates())) {
                break;
            }
            content.apply(change.record);
        }
        return content.tables.keySet().stream()
                .filter(isIn(database))
                .map(MysqlHistory::tableId)
                .sorted()
                .toList();
    }

    /** Whether there is such a table now. */
    synchronized boolean has(TableId table) {
        return tablesOf(List.of(table.schema())).contains(table);
    }

    /** The tables that some databases have now; those of all where none is named. */
    synchronized List<TableId> tablesOf(List<String> databases) {
        return newest.values().stream()
                .filter(change -> !"DROP".equals(change.getString("type")))
                .map(change -> tableId(change.getString("id")))
                .filter(table -> databases.isEmpty() || databases.contains(table.schema()))
                .sorted()
                .toList();
    }

    /** How many columns a table has that is not dropped, selected or not; empty if it is unknown. */
    synchronized OptionalInt columns(String tableId) {
        Document table = tableOf(tableId);
        return table == null
                ? OptionalInt.empty()
                : OptionalInt.of(table.getArray("columns").size());
    }

    /** The history up to a mark, as text. */
    synchronized String textAt(MysqlMark mark) {
        int known = 0;
        while (known < changes.size()
                && mark.coordinates().reached(changes.get(known).at.coordinates())) {
            known++;
        }
        if (lastText == null || known != lastChanges) {
            Content content = start.copy();
            changes.subList(0, known).forEach(change -> content.apply(change.record));
            lastText = pack(content.toDocument());
            lastChanges = known;
        }
        return lastText;
    }

    private static String pack(Document document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(DocumentWriter.defaultWriter().write(document).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static List<Document> tableChanges(Document record) {
        Array tables = record.getArray(TABLE_CHANGES);
        return tables == null
                ? List.of()
                : tables.streamValues().map(Value::asDocument).toList();
    }

    /** What is known at one place: the statements that set defaults, and each table's definition. */
    private static final class Content {

        private @Nullable Document source;
        private final List<Document> statements = new ArrayList<>();
        private final Map<String, Document> tables = new LinkedHashMap<>();

        Content() {}

        Content(Document kept) {
            source = kept.getDocument(SOURCE);
            kept.getArray(STATEMENTS).streamValues().map(Value::asDocument).forEach(statements::add);
            kept.getArray(TABLES)
                    .streamValues()
                    .map(Value::asDocument)
                    .forEach(table -> tables.put(table.getString("id"), table));
        }

        Content copy() {
            Content copy = new Content();
            copy.source = source;
            copy.statements.addAll(statements);
            copy.tables.putAll(tables);
            return copy;
        }

        void apply(Document record) {
            if (source == null) {
                source = record.getDocument(SOURCE);
            }
            List<Document> changed = tableChanges(record);
            String ddl = record.getString("ddl");
            if (changed.isEmpty() && ddl != null && SETS_DEFAULTS.matcher(ddl).matches()) {
                statements.add(record);
            }
            Optional.ofNullable(ddl)
                    .flatMap(DroppedDatabase::by)
                    .ifPresent(database -> tables.keySet().removeIf(isIn(database)));
            for (Document table : changed) {
                if (table.getString("previousId") != null) {
                    tables.remove(table.getString("previousId"));
                }
                if ("DROP".equals(table.getString("type"))) {
                    tables.remove(table.getString("id"));
                } else {
                    tables.put(table.getString("id"), table);
                }
            }
        }

        List<Document> records() {
            List<Document> records = new ArrayList<>(statements);
            if (source != null && !tables.isEmpty()) {
                Document all = Document.create();
                all.setDocument(SOURCE, source);
                all.setDocument("position", Document.create());
                all.setArray(TABLE_CHANGES, Array.create(new ArrayList<>(tables.values())));
                records.add(all);
            }
            return records;
        }

        Document toDocument() {
            Document document = Document.create();
            document.setDocument(SOURCE, source == null ? Document.create() : source);
            document.setArray(STATEMENTS, Array.create(new ArrayList<>(statements)));
            document.setArray(TABLES, Array.create(new ArrayList<>(tables.values())));
            return document;
        }
    }

    /** The name of a table as the connector writes it in its history, each part in double quotes. */
    static TableId tableId(String quoted) {
        io.debezium.relational.TableId id = io.debezium.relational.TableId.parse(quoted, true);
        return new TableId(id.catalog(), id.table());
    }
}
