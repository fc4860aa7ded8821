package dev.firn.engine.source.debezium;

import dev.firn.schema.mapping.MysqlTypes;
import dev.firn.schema.source.SourceType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;

/**
 * Constants of MySQL's definitions as values of the log, where the text says for sure what the server makes of it: nothing is rounded, cut or
 * moved to another zone or character set. For all others the rows have to be read.
 */
final class MysqlConstants {

    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
    private static final Pattern PLAIN_WHOLE = Pattern.compile("0|-?[1-9]\\d*");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern DATETIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?");
    private static final Pattern TIME = Pattern.compile("\\d{2}:\\d{2}:\\d{2}");
    private static final Pattern YEAR = Pattern.compile("(19|20|21)\\d{2}");
    private static final int DATE_LENGTH = 10;
    private static final int LENGTH_TO_SECONDS = 19;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private MysqlConstants() {}

    /** The value that rows have; see {@link OldRowValues.Constants}. */
    static Optional<Object> raw(SourceType source, Type type, String text) {
        return switch (MysqlTypeNames.base(source)) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> exact(source, type, text, 0);
            case "decimal" -> exact(source, type, text, Math.max(0, source.scale()));
            case "float", "double" -> floating(source, type, text);
            case "bit" -> text.equals("0") || text.equals("1") ? truth(type, text) : Optional.empty();
            case "year" -> matched(YEAR, text).map(Integer::valueOf);
            case "date" -> matched(DATE, text).flatMap(MysqlConstants::days);
            case "datetime" -> micros(source, text);
            case "time" -> matched(TIME, text).flatMap(MysqlConstants::duration);
            case "char" -> matched(ASCII, text).map(String::stripTrailing);
            case "varchar" ->
                matched(ASCII, text)
                        .filter(ascii -> ascii.length() <= source.length())
                        .map(ascii -> ascii);
            case "tinytext", "text", "mediumtext", "longtext", "enum" ->
                matched(ASCII, text).map(ascii -> ascii);
            default -> Optional.empty();
        };
    }

    /** What a column that allows no null has where no default is given; empty where that is no constant of a kind that is read here. */
    static Optional<String> implied(SourceType source) {
        return switch (MysqlTypeNames.base(source)) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double" -> Optional.of("0");
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> Optional.of("");
            default -> Optional.empty();
        };
    }

    /** Whether the server makes the number's own text of it in a column of texts. */
    static boolean isPlainWhole(String number) {
        return PLAIN_WHOLE.matcher(number).matches();
    }

    private static Optional<String> matched(Pattern pattern, String text) {
        return Optional.of(text).filter(candidate -> pattern.matcher(candidate).matches());
    }

    private static Optional<Object> exact(SourceType source, Type type, String text, int scale) {
        return number(text).flatMap(number -> {
            if (number.stripTrailingZeros().scale() > scale) {
                return Optional.empty();
            }
            BigDecimal stored = number.setScale(scale);
            if (MysqlTypes.isConverted(source, type)) {
                return Optional.of(stored.toPlainString());
            }
            return switch (type.typeId()) {
                case INTEGER -> Optional.of(stored.intValueExact());
                case LONG -> Optional.of(stored.longValueExact());
                case STRING -> Optional.of(stored.toPlainString());
                default -> Optional.of(stored);
            };
        });
    }

    private static Optional<Object> floating(SourceType source, Type type, String text) {
        boolean isRounded = source.scale() != SourceType.UNSPECIFIED;
        // Whether 0 keeps its sign depends on how it is written.
        return isRounded || text.startsWith("-0") || text.startsWith("-.")
                ? Optional.empty()
                : number(text).map(number -> switch (type.typeId()) {
                    case FLOAT -> (Object) (float) number.doubleValue();
                    default -> (Object) number.doubleValue();
                });
    }

    private static Optional<BigDecimal> number(String text) {
        return matched(DefaultClause.NUMBER, text).map(BigDecimal::new);
    }

    private static Optional<Object> truth(Type type, String text) {
        return type.typeId() == Type.TypeID.BOOLEAN ? Optional.of(text.equals("1")) : Optional.empty();
    }

    private static Optional<Object> days(String text) {
        return date(text).map(date -> (int) date.toEpochDay());
    }

    private static Optional<LocalDate> date(String text) {
        try {
            LocalDate date = LocalDate.parse(text);
            return date.getYear() == 0 ? Optional.empty() : Optional.of(date);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> micros(SourceType source, String text) {
        String full = DATE.matcher(text).matches() ? text + " 00:00:00" : text;
        int digits = Math.max(0, full.length() - LENGTH_TO_SECONDS - 1);
        if (!DATETIME.matcher(full).matches() || digits > Math.max(0, source.length())) {
            return Optional.empty();
        }
        return date(full.substring(0, DATE_LENGTH))
                .flatMap(date -> time(full.substring(DATE_LENGTH + 1))
                        .map(time ->
                                Micros.since1970(LocalDateTime.of(date, time).toInstant(ZoneOffset.UTC))));
    }

    private static Optional<LocalTime> time(String text) {
        try {
            return Optional.of(LocalTime.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> duration(String text) {
        return time(text).map(time -> time.toSecondOfDay() * MICROS_PER_SECOND);
    }
}
