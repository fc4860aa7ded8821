package dev.firn.sink.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * How a table is partitioned, in the order of the fields.
 *
 * @param fields empty for an unpartitioned table
 */
public record Partitioning(List<Field> fields) {

    public static final Partitioning NONE = new Partitioning(List.of());

    private static final Pattern CALL = Pattern.compile("(\\w+)\\s*\\(\\s*(?:(\\d+)\\s*,\\s*)?([^,()]+?)\\s*\\)");

    public Partitioning {
        fields = List.copyOf(fields);
    }

    /** One partition field. */
    public sealed interface Field {

        String column();

        Term term();

        /** The field as {@link Partitioning#parse} reads it. */
        String text();

        /** The value as it is. */
        record Identity(String column) implements Field {
            @Override
            public Term term() {
                return Expressions.ref(column);
            }

            @Override
            public String text() {
                return column;
            }
        }

        /** The hash modulo a number of buckets. */
        record Bucket(int buckets, String column) implements Field {
            @Override
            public Term term() {
                return Expressions.bucket(column, buckets);
            }

            @Override
            public String text() {
                return "bucket(" + buckets + ", " + column + ")";
            }
        }

        /** The first characters, or the number rounded down to a multiple of the width. */
        record Truncate(int width, String column) implements Field {
            @Override
            public Term term() {
                return Expressions.truncate(column, width);
            }

            @Override
            public String text() {
                return "truncate(" + width + ", " + column + ")";
            }
        }

        /** A date or timestamp to the unit. */
        record Calendar(Unit unit, String column) implements Field {
            @Override
            public Term term() {
                return switch (unit) {
                    case YEAR -> Expressions.year(column);
                    case MONTH -> Expressions.month(column);
                    case DAY -> Expressions.day(column);
                    case HOUR -> Expressions.hour(column);
                };
            }

            @Override
            public String text() {
                return unit.name().toLowerCase(Locale.ROOT) + "(" + column + ")";
            }
        }
    }

    /** What a date or timestamp is cut to. */
    public enum Unit {
        YEAR,
        MONTH,
        DAY,
        HOUR
    }

    /**
     * Reads {@code bucket(16, id)}, {@code truncate(4, name)}, {@code year(t)}, {@code month(t)}, {@code day(t)}, {@code hour(t)} or a
     * bare column name, one a field.
     *
     * @throws IllegalArgumentException naming the text and what is allowed
     */
    public static Partitioning parse(List<String> texts) {
        List<Field> fields = new ArrayList<>();
        for (String text : texts) {
            fields.add(parse(text.strip()));
        }
        return new Partitioning(fields);
    }

    /** All fields as they are written, in their order; empty for an unpartitioned table. */
    public String text() {
        return fields.stream().map(Field::text).collect(Collectors.joining(", "));
    }

    private static Field parse(String text) {
        if (!text.isEmpty() && text.indexOf('(') < 0 && text.indexOf(')') < 0) {
            return new Field.Identity(text);
        }
        Matcher call = CALL.matcher(text);
        if (!call.matches()) {
            throw unreadable(text);
        }
        String argument = call.group(2);
        String column = call.group(3);
        return switch (call.group(1)) {
            case "bucket" -> new Field.Bucket(number(text, argument), column);
            case "truncate" -> new Field.Truncate(number(text, argument), column);
            case "year" -> calendar(text, argument, Unit.YEAR, column);
            case "month" -> calendar(text, argument, Unit.MONTH, column);
            case "day" -> calendar(text, argument, Unit.DAY, column);
            case "hour" -> calendar(text, argument, Unit.HOUR, column);
            default -> throw unreadable(text);
        };
    }

    private static Field calendar(String text, @Nullable String argument, Unit unit, String column) {
        if (argument != null) {
            throw unreadable(text);
        }
        return new Field.Calendar(unit, column);
    }

    private static int number(String text, @Nullable String argument) {
        try {
            int number = argument == null ? 0 : Integer.parseInt(argument);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException tooLarge) {
            throw unreadable(text);
        }
        throw unreadable(text);
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException("Cannot read the partition field '" + text
                + "': write a column's name, bucket(16, column), truncate(4, column), year(column), month(column), day(column) or"
                + " hour(column)");
    }

    /**
     * Adds the fields to a table that has none.
     *
     * @throws IllegalArgumentException if the schema lacks a column
     */
    public void addTo(UpdatePartitionSpec update, Schema schema) {
        for (Field field : fields) {
            if (schema.findField(field.column()) == null) {
                throw new IllegalArgumentException(
                        "partition-by names the column " + field.column() + "; the table has "
                                + String.join(
                                        ", ",
                                        schema.columns().stream()
                                                .map(Types.NestedField::name)
                                                .toList()));
            }
            update.addField(field.term());
        }
    }
}
