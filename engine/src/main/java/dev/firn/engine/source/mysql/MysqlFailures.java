package dev.firn.engine.source.mysql;

import com.mysql.cj.exceptions.UnableToConnectException;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.SqlFailures;
import dev.firn.engine.source.jdbc.Task;
import java.security.cert.CertificateException;
import java.sql.SQLException;

/** MySQL's errors by their numbers (MySQL server error reference), which unlike their texts do not depend on the server's language. */
record MysqlFailures(DatabaseAddress address) implements SqlFailures {

    private record Judgement(Cure cure, String remedy) {}

    @Override
    public SourceException translate(Task task, SQLException failure) {
        Judgement judgement = judge(failure, task);
        String message = String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        return new SourceException(
                judgement.cure,
                "Cannot " + task.attempt() + " at " + address + ": " + message + "; " + judgement.remedy,
                failure);
    }

    private static Judgement judge(SQLException failure, Task task) {
        return switch (failure.getErrorCode()) {
            case 1045, 1698 -> new Judgement(Cure.OPERATOR, "check user and password in the configuration");
            case 1044, 1142, 1143, 1227, 1370, 3118 -> new Judgement(Cure.OPERATOR, "run: " + task.grant());
            case 1049, 1051, 1054, 1109, 1146, 1176 -> new Judgement(Cure.RETRY, "the tables are looked at again");
            case 1205, 1213, 3024, 3572 -> new Judgement(Cure.RETRY, "it took longer than allowed and is tried again");
            case 1193 ->
                new Judgement(
                        Cure.OPERATOR,
                        "the server is no MySQL 8.0 or newer: Firn does not replicate from MariaDB, nor from older versions");
            case 1040, 1203, 1226 -> new Judgement(Cure.RETRY, "the server has no connection left; it is tried again");
            default -> byState(failure);
        };
    }

    private static Judgement byState(SQLException failure) {
        String state = failure.getSQLState();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnableToConnectException) {
                return refusedByDriver(String.valueOf(cause.getMessage()));
            }
            if (cause instanceof CertificateException) {
                return new Judgement(
                        Cure.OPERATOR,
                        "let the server have a certificate that this host trusts (properties: { trustCertificateKeyStoreUrl:"
                                + " file:FILE }), or ask for less in source.tls");
            }
        }
        // Connector/J reports what it finds out itself without a server's number.
        boolean connection = state == null || state.startsWith("08") || failure.getErrorCode() == 0;
        return connection || failure.getErrorCode() == 1053
                ? new Judgement(Cure.RETRY, "the connection is opened again")
                : new Judgement(Cure.OPERATOR, "see the server's log (error " + failure.getErrorCode() + ")");
    }

    /** The server was reached, and does not offer what the configuration asks for. */
    private static Judgement refusedByDriver(String message) {
        if (message.contains("Public Key Retrieval")) {
            return new Judgement(
                    Cure.OPERATOR,
                    "the password may only be sent encrypted: let the server offer TLS (it does by default: ssl_ca, ssl_cert and"
                            + " ssl_key), or give source.tls: disable, with which the password is encrypted by a key that"
                            + " whoever poses as the server can replace");
        }
        return new Judgement(
                Cure.OPERATOR,
                "let the server offer TLS (ssl_ca, ssl_cert and ssl_key), or ask for less in source.tls");
    }
}
