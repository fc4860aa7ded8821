package dev.firn.app.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Random values as SQL literals, those at the edges more often than chance would have them. */
final class RandomLiterals {

    private static final int[] CODE_POINTS = {
        'a', 'Z', '0', ' ', '\'', '"', '\\', '\n', '\t', '%', 'ß', 'é', '漢', 0x1F9CA
    };

    /** Without a fraction where there is none. */
    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);

    private final RandomGenerator random;

    RandomLiterals(RandomGenerator random) {
        this.random = random;
    }

    private boolean oneOutOf(int times) {
        return random.nextInt(times) == 0;
    }

    String oneOf(List<String> literals) {
        return literals.get(random.nextInt(literals.size()));
    }

    private static String quoted(Object value) {
        return "'" + value + "'";
    }

    /** Between the bounds, both included. */
    Supplier<String> integer(String least, String most) {
        BigInteger low = new BigInteger(least);
        BigInteger high = new BigInteger(most);
        BigInteger count = high.subtract(low).add(BigInteger.ONE);
        return () -> {
            if (oneOutOf(4)) {
                return oneOf(List.of(least, most, low.signum() < 0 ? "-1" : "0", "0", "1"));
            }
            byte[] bytes = new byte[count.bitLength() / 8 + 2];
            random.nextBytes(bytes);
            return low.add(new BigInteger(bytes).mod(count)).toString();
        };
    }

    Supplier<String> decimal(int precision, int scale) {
        return () -> {
            int digits = oneOutOf(4) ? precision : random.nextInt(1, precision + 1);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < digits; i++) {
                text.append((char) ('0' + (oneOutOf(5) ? 9 : random.nextInt(10))));
            }
            BigDecimal value = new BigDecimal(new BigInteger(text.toString()), scale);
            return (random.nextBoolean() ? value : value.negate()).toPlainString();
        };
    }

    Supplier<String> single() {
        return () -> oneOutOf(4)
                ? oneOf(List.of("0", "1.5", "16777217", "3.4e38", "-3.4e38", "1.2e-38"))
                : Float.toString((float) (random.nextGaussian() * Math.pow(10, random.nextInt(-30, 30))));
    }

    Supplier<String> twice() {
        return () -> oneOutOf(4)
                ? oneOf(List.of("0", "0.1", "9007199254740993", "1.7976931348623157e308", "2.2250738585072014e-308"))
                : Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(-200, 200)));
    }

    /** Text that no server's quoting rules can bend. */
    Supplier<String> text(int most, String literalOfHex) {
        return () -> {
            StringBuilder text = new StringBuilder();
            int length = oneOutOf(6) ? 0 : random.nextInt(most + 1);
            for (int i = 0; i < length; i++) {
                text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
            }
            return literalOfHex.formatted(
                    HexFormat.of().formatHex(text.toString().getBytes(StandardCharsets.UTF_8)));
        };
    }

    Supplier<String> bytes(int most, String literalOfHex) {
        return () -> {
            byte[] bytes = new byte[oneOutOf(6) ? 0 : random.nextInt(most + 1)];
            random.nextBytes(bytes);
            return literalOfHex.formatted(HexFormat.of().formatHex(bytes));
        };
    }

    Supplier<String> date(String first, String last) {
        LocalDate from = LocalDate.parse(first);
        long days = ChronoUnit.DAYS.between(from, LocalDate.parse(last));
        return () -> quoted(from.plusDays(oneOutOf(8) ? oneOutOf(2) ? 0 : days : random.nextLong(days + 1)));
    }

    /** Between two moments at microseconds; some without a fraction. */
    Supplier<String> timestamp(String first, String last, String zone) {
        LocalDateTime from = LocalDateTime.parse(first);
        long micros = ChronoUnit.MICROS.between(from, LocalDateTime.parse(last));
        return () -> {
            long offset = oneOutOf(8) ? oneOutOf(2) ? 0 : micros : random.nextLong(micros + 1);
            LocalDateTime moment = from.plus(offset, ChronoUnit.MICROS);
            LocalDateTime shown = oneOutOf(4) && offset > 0 ? moment.truncatedTo(ChronoUnit.SECONDS) : moment;
            return quoted(shown.format(MOMENT) + zone);
        };
    }

    Supplier<String> timeOfDay() {
        return () -> quoted(LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1000));
    }

    Supplier<String> uuid() {
        return () -> quoted(new UUID(random.nextLong(), random.nextLong()));
    }

    Supplier<String> json() {
        return () -> quoted(json(2));
    }

    private String json(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> String.valueOf(random.nextInt(-1000, 1000));
            case 1 -> String.valueOf(random.nextInt(1000) + 0.25);
            case 2 -> random.nextBoolean() ? "true" : "null";
            case 3 -> "\"é漢 text\"";
            case 4 -> "[" + json(depth - 1) + ", " + json(depth - 1) + "]";
            default -> "{\"b\": " + json(depth - 1) + ", \"a\": " + json(depth - 1) + "}";
        };
    }

    Supplier<String> choice(String... literals) {
        return () -> oneOf(List.of(literals));
    }
}
