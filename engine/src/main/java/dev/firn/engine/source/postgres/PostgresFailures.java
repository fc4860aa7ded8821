package dev.firn.engine.source.postgres;

import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.SqlFailures;
import dev.firn.engine.source.jdbc.Task;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's errors by their SQLSTATE (PostgreSQL documentation, appendix A), which unlike their texts do not depend on
 * the server's language.
 */
record PostgresFailures(DatabaseAddress address) implements SqlFailures {

    private record Judgement(Cure cure, String remedy) {}

    @Override
    public SourceException translate(Task task, SQLException failure) {
        Judgement judgement = isDistrust(failure)
                ? new Judgement(
                        Cure.OPERATOR,
                        "let the server have a certificate that this host trusts (properties: { sslrootcert: FILE }), or ask for"
                                + " less in source.tls")
                : judge(failure.getSQLState(), task);
        return new SourceException(
                judgement.cure,
                "Cannot " + task.attempt() + " at " + address + ": " + oneLine(failure) + "; " + judgement.remedy,
                failure);
    }

    /** Whether the server's certificate was refused. */
    private static boolean isDistrust(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private Judgement judge(@Nullable String state, Task task) {
        if (state == null) {
            return new Judgement(Cure.RETRY, "it is tried again");
        }
        return switch (state) {
            case "28P01", "28000" ->
                new Judgement(Cure.OPERATOR, "check user and password in the configuration, and pg_hba.conf");
            // The driver's own, and never the server's: what the configuration asks for is not there.
            case "08004" ->
                new Judgement(
                        Cure.OPERATOR,
                        "where the server offers no TLS: set ssl = on there, with a certificate, or source.tls: disable here;"
                                + " where it asks for a password or a way to authenticate: check source.password and"
                                + " pg_hba.conf");
            case "3D000" -> new Judgement(Cure.OPERATOR, "check the database's name in the configuration");
            case "42501" ->
                new Judgement(
                        Cure.OPERATOR,
                        "run: " + task.grant() + " (where row-level security is on: ALTER ROLE "
                                + PostgresSql.quote(address.user()) + " BYPASSRLS;)");
            case "42P01", "42703", "3F000", "42704", "XX000" ->
                new Judgement(Cure.RETRY, "the tables are looked at again");
            case "53400" ->
                new Judgement(
                        Cure.OPERATOR,
                        "raise the setting that the message names, or drop replication slots that nobody uses"
                                + " (SELECT slot_name FROM pg_replication_slots WHERE NOT active;)");
            case "40001" ->
                new Judgement(
                        Cure.RETRY,
                        "it is tried again; if a standby cancels reads often, raise its max_standby_streaming_delay,"
                                + " or set hot_standby_feedback = on there");
            case "57014" -> new Judgement(Cure.RETRY, "it took longer than allowed and is tried again");
            case "55P03" ->
                new Judgement(
                        Cure.RETRY,
                        "another session holds a lock; Firn waits no longer than an instant and tries again");
            default -> byClass(state);
        };
    }

    private static Judgement byClass(String state) {
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08" -> new Judgement(Cure.RETRY, "the connection is opened again");
            case "57" -> new Judgement(Cure.RETRY, "the server ended the connection, which is opened again");
            case "25", "40", "53", "55", "58" -> new Judgement(Cure.RETRY, "it is tried again");
            default -> new Judgement(Cure.OPERATOR, "see the server's log (SQLSTATE " + state + ")");
        };
    }

    private static String oneLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }
}
