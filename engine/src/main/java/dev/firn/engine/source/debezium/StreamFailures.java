package dev.firn.engine.source.debezium;

import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import io.debezium.text.MultipleParsingExceptions;
import io.debezium.text.ParsingException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The one place that decides what a failure of a stream means: whether time can heal it, and what a human can do. */
final class StreamFailures {

    private final String where;
    private final BooleanSupplier definitionsAreUncertain;
    private final Predicate<SQLException> isHopeless;

    /**
     * @param where which log of which server was read, to complete "Cannot read …"
     */
    StreamFailures(String where) {
        this(where, () -> false);
    }

    /**
     * @param where which log of which server was read, to complete "Cannot read …"
     * @param definitionsAreUncertain whether the definitions by which the log is read may be of a later place in it, since nothing was delivered yet
     */
    StreamFailures(String where, BooleanSupplier definitionsAreUncertain) {
        this(where, definitionsAreUncertain, failure -> false);
    }

    /**
     * @param where which log of which server was read, to complete "Cannot read …"
     * @param isHopeless whether the server has said the same of the same place of the log so often that it will not say anything else; asked once of
     *     each failure that means nothing else
     */
    StreamFailures(String where, Predicate<SQLException> isHopeless) {
        this(where, () -> false, isHopeless);
    }

    private StreamFailures(String where, BooleanSupplier definitionsAreUncertain, Predicate<SQLException> isHopeless) {
        this.where = where;
        this.definitionsAreUncertain = definitionsAreUncertain;
        this.isHopeless = isHopeless;
    }

    SourceException explain(Throwable failure) {
        if (failure instanceof SourceException known) {
            return known;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<Verdict> verdict = judge(cause);
            if (verdict.isPresent()) {
                return exception(verdict.get(), cause, failure);
            }
        }
        // What nobody foresaw is tried again, with backoff and in sight: a restart of the stream has nothing to lose.
        return exception(
                new Verdict(Cure.RETRY, "it is tried again; report it if it persists"), deepest(failure), failure);
    }

    private SourceException exception(Verdict verdict, Throwable cause, Throwable whole) {
        return new SourceException(
                verdict.cure, "Cannot read " + where + ": " + text(cause) + "; " + verdict.remedy, whole);
    }

    private record Verdict(Cure cure, String remedy) {}

    private Optional<Verdict> judge(Throwable cause) {
        if (cause instanceof SQLException sql) {
            return Optional.ofNullable(sqlState(sql)).or(() -> undecodable(sql));
        }
        if (cause instanceof AuthenticationException) {
            return Optional.of(new Verdict(Cure.OPERATOR, "correct the user's password and privileges"));
        }
        if (cause instanceof ServerException server) {
            return Optional.ofNullable(mysql(server.getErrorCode(), text(server)));
        }
        if (cause instanceof ParsingException || cause instanceof MultipleParsingExceptions) {
            return Optional.of(
                    new Verdict(
                            Cure.OPERATOR,
                            "the statement may change a replicated table and cannot be skipped; report it, and start anew, which loads all tables again: firn run --start-anew"));
        }
        if (cause instanceof IOException) {
            return Optional.of(new Verdict(Cure.RETRY, "the connection is opened again"));
        }
        return byMessage(text(cause));
    }

    /** A server that decodes its log by itself, and cannot. */
    private Optional<Verdict> undecodable(SQLException failure) {
        return failure.getSQLState() != null && isHopeless.test(failure)
                ? Optional.of(new Verdict(
                        Cure.OPERATOR,
                        "the server says so each time, and cannot decode its log behind the last checkpoint."
                                + " Newer minor releases of PostgreSQL mend several such faults: upgrade the server and start Firn again; or drop"
                                + " the slot and start anew, which loads all tables again: firn run --start-anew"))
                : Optional.empty();
    }

    private static @Nullable Verdict sqlState(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53") || state.startsWith("40")) {
            return new Verdict(Cure.RETRY, "the connection is opened again");
        }
        return switch (state) {
            case "55006" ->
                new Verdict(
                        Cure.RETRY,
                        "another process reads the slot; it is tried again until that one ends or is stopped");
            case "28000", "28P01" -> new Verdict(Cure.OPERATOR, "correct the user, its password and pg_hba.conf");
            case "3D000" -> new Verdict(Cure.OPERATOR, "correct source.database");
            case "42501" ->
                new Verdict(Cure.OPERATOR, "grant the user what is missing; 'firn check' names the statements");
            case "42704" ->
                new Verdict(
                        Cure.OPERATOR,
                        "the replication slot or publication was dropped, and with it changes that cannot be read again: start anew, which loads all tables again: firn run --start-anew");
            case "55000", "58P01" ->
                new Verdict(
                        Cure.OPERATOR,
                        "the server no longer keeps the log that the slot needs: drop the slot and start anew, which loads all tables again: firn run --start-anew");
            default -> mysql(failure.getErrorCode(), text(failure));
        };
    }

    private static @Nullable Verdict mysql(int code, String message) {
        return switch (code) {
            case 1236 ->
                message.contains("server_uuid/server_id") || message.contains("server id")
                        ? new Verdict(
                                Cure.OPERATOR,
                                "another replica uses this pipeline's server id: stop it, or rename the pipeline")
                        : new Verdict(
                                Cure.OPERATOR,
                                "the server no longer keeps the binlog that the checkpoint needs: start anew, which loads all tables again: firn run --start-anew");
            case 1044, 1045, 1142, 1227, 1698 ->
                new Verdict(
                        Cure.OPERATOR,
                        "correct the user, its password and privileges; 'firn check' names the statements");
            case 1040, 1053, 1077, 1158, 1159, 1160, 1161, 1203 ->
                new Verdict(Cure.RETRY, "the connection is opened again");
            default -> null;
        };
    }

    /** What the connectors say in words alone. */
    private Optional<Verdict> byMessage(String message) {
        if (message.contains("no longer available on the server")
                || message.contains("has been removed from the database write-ahead log")) {
            return Optional.of(
                    new Verdict(
                            Cure.OPERATOR,
                            "the server no longer keeps the log that the checkpoint needs: start anew, which loads all tables again: firn run --start-anew"));
        }
        if (message.contains("Publication autocreation is disabled")) {
            return Optional.of(
                    new Verdict(
                            Cure.OPERATOR,
                            "the publication was dropped, and with it changes that cannot be read again: start anew, which loads all tables again: firn run --start-anew"));
        }
        if (message.contains("whose schema isn't known") || message.contains("internal schema size")) {
            return Optional.of(
                    definitionsAreUncertain.getAsBoolean()
                            ? new Verdict(
                                    Cure.RETRY,
                                    "a definition was changed while the definitions were read; nothing was delivered, they are read again")
                            : new Verdict(
                                    Cure.OPERATOR,
                                    "the table's definition was changed past the log (SET sql_log_bin=0, or a restored server): start anew, which loads all tables again: firn run --start-anew"));
        }
        return Optional.empty();
    }

    private static Throwable deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.strip().replaceAll("[.;]+$", "");
    }
}
