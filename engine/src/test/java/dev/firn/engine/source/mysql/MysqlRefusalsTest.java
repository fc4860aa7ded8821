package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.exceptions.UnableToConnectException;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.Finding.Verdict;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Task;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Servers that Firn cannot replicate from, and that would be tried for ever. */
class MysqlRefusalsTest {

    private static SourceException translate(SQLException failure) {
        DatabaseAddress address = new DatabaseAddress("db", 3306, "", "firn", "secret", Map.of());
        return new MysqlFailures(address).translate(new Task("read the catalog", "GRANT …;"), failure);
    }

    private static SQLException unconnected(String message) {
        return new SQLException(message, "08001", 0, new UnableToConnectException(message));
    }

    @Test
    void mariadbIsNamed() {
        Finding finding = MysqlSettingsCheck.version("10.11.19-MariaDB-0+deb12u1-log");
        assertThat(finding.verdict()).isEqualTo(Verdict.FAILURE);
        assertThat(finding.message()).contains("MariaDB (10.11.19-MariaDB-0+deb12u1-log)");
        assertThat(MysqlSettingsCheck.version("8.4.3").verdict()).isEqualTo(Verdict.OK);
        assertThat(MysqlSettingsCheck.version("5.7.44-log").verdict()).isEqualTo(Verdict.FAILURE);
    }

    @Test
    void aServerThatLacksTheSessionsVariablesIsNoMysql() {
        SourceException found = translate(new SQLException(
                "the server is 5.5.5-10.11.19-MariaDB: Unknown system variable 'transaction_isolation'",
                "HY000",
                1193));
        assertThat(found.cure()).isEqualTo(Cure.OPERATOR);
        assertThat(found)
                .hasMessageContaining("5.5.5-10.11.19-MariaDB")
                .hasMessageContaining("does not replicate from MariaDB");
    }

    @Test
    void whatTheServerDoesNotOfferIsForTheOperator() {
        SourceException key = translate(unconnected("Public Key Retrieval is not allowed"));
        assertThat(key.cure()).isEqualTo(Cure.OPERATOR);
        assertThat(key).hasMessageContaining("source.tls: disable");
        SourceException tls = translate(unconnected("SSL Connection required, but not supported by server."));
        assertThat(tls.cure()).isEqualTo(Cure.OPERATOR);
        assertThat(tls).hasMessageContaining("let the server offer TLS");
        SourceException distrust = translate(new SQLException(
                "Communications link failure",
                "08S01",
                0,
                new java.io.IOException(new CertificateException("unknown"))));
        assertThat(distrust.cure()).isEqualTo(Cure.OPERATOR);
        assertThat(translate(new SQLException("Communications link failure", "08S01", 0))
                        .cure())
                .isEqualTo(Cure.RETRY);
    }
}
