package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinlogDatesTest {

    private static ByteArrayInputStream date(int year, int month, int day) {
        int packed = (year << 9) | (month << 5) | day;
        return new ByteArrayInputStream(new byte[] {(byte) packed, (byte) (packed >> 8), (byte) (packed >> 16)});
    }

    @ParameterizedTest
    @CsvSource({"1970,1,1", "0,1,1", "9999,12,31", "2024,2,29", "1582,10,10"})
    void aDayThatExistsIsOne(int year, int month, int day) throws IOException {
        assertThat(BinlogDates.date(date(year, month, day))).isEqualTo(LocalDate.of(year, month, day));
    }

    @ParameterizedTest
    @CsvSource({"0,0,0", "2026,0,0", "2026,1,0", "2026,0,31", "0,2,0"})
    void aZeroForMonthOrDayIsNoDate(int year, int month, int day) throws IOException {
        assertThat(BinlogDates.date(date(year, month, day))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"2023,2,29", "2023,2,31", "2023,4,31", "1900,2,29"})
    void aDayBeyondItsMonthIsInvalid(int year, int month, int day) throws IOException {
        assertThat(BinlogDates.date(date(year, month, day))).isEqualTo(NoDate.INVALID);
    }

    private static Object datetime(int digits, String hex) throws IOException {
        return BinlogDates.datetime(
                digits, new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
    }

    /** As a server of version 8.0.33 writes them. */
    @Test
    void datesWithTimes() throws IOException {
        assertThat(datetime(0, "99b8f8c8b8")).isEqualTo(LocalDateTime.parse("2026-01-28T12:34:56"));
        assertThat(datetime(6, "99b8f8c8b801e240")).isEqualTo(LocalDateTime.parse("2026-01-28T12:34:56.123456"));
        assertThat(datetime(3, "99b8f8c8b804ce")).isEqualTo(LocalDateTime.parse("2026-01-28T12:34:56.123"));
        assertThat(datetime(1, "99b8f8c8b80a")).isEqualTo(LocalDateTime.parse("2026-01-28T12:34:56.1"));
        assertThat(datetime(0, "8000000000")).isNull();
    }
}
