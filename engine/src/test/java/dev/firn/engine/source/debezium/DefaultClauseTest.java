package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.debezium.AlterStatement.Change.Added;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultClauseTest {

    private static DefaultClause of(String definition) {
        Added added = (Added) AlterStatement.read("ALTER TABLE t ADD COLUMN c " + definition + ", DROP d")
                .orElseThrow()
                .get(0);
        return added.filling();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "VARCHAR(9) NOT NULL DEFAULT 'N/A' COMMENT 'x' | N/A",
                "VARCHAR(9) DEFAULT \"it's\" | it's",
                "VARCHAR(9) DEFAULT 'it''s' | it's",
                "CHAR(9) CHARACTER SET latin1 DEFAULT 'DEFAULT' FIRST | DEFAULT",
                "VARCHAR(9) DEFAULT 'CURRENT_TIMESTAMP' | CURRENT_TIMESTAMP",
            })
    void texts(String definition, String text) {
        assertThat(of(definition)).isEqualTo(new DefaultClause.Text(text));
    }

    @ParameterizedTest
    @CsvSource({
        "INT NOT NULL DEFAULT 5, 5",
        "INT DEFAULT -5 AFTER b, -5",
        "'DECIMAL(10,2) DEFAULT 1.50', 1.50",
        "DOUBLE DEFAULT .5e-3, .5e-3",
        "BOOL DEFAULT TRUE, 1",
        "BOOL DEFAULT false NOT NULL, 0",
    })
    void numbers(String definition, String number) {
        assertThat(of(definition)).isEqualTo(new DefaultClause.Numeral(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATETIME DEFAULT CURRENT_TIMESTAMP",
                "DATETIME DEFAULT NOW() ON UPDATE NOW()",
                "CHAR(36) DEFAULT (uuid())",
                "VARCHAR(9) DEFAULT ('a')",
                "VARCHAR(9) DEFAULT _latin1'a'",
                "VARCHAR(9) DEFAULT _latin1 'a'",
                "VARCHAR(9) DEFAULT N'a'",
                "VARCHAR(9) DEFAULT 'a' 'b'",
                "BIT(3) DEFAULT b'101'",
                "INT DEFAULT 0x10",
                "INT DEFAULT - 5",
                "INT COLUMN_FORMAT DEFAULT COMMENT 'x'",
            })
    void allElseIsNotRead(String definition) {
        assertThat(of(definition)).isEqualTo(new DefaultClause.Other());
    }

    @Test
    void none() {
        assertThat(of("INT NOT NULL")).isEqualTo(new DefaultClause.Unsaid());
        assertThat(of("INT CHECK (c > DEFAULT(c)) COMMENT 'DEFAULT 5'")).isEqualTo(new DefaultClause.Unsaid());
        assertThat(of("INT NULL DEFAULT NULL")).isEqualTo(new DefaultClause.Null());
    }
}
