package dev.firn.sink.catalog;

import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.LakeException.Scope;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchIcebergTableException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NoSuchWarehouseException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The kinds of failure of catalog and store: how each is recognised, what it hurts, and what an operator does about it. This is the one
 * place that decides; the first kind that any cause of a failure matches is taken.
 */
public enum Fault {
    DISK_FULL(
            Scope.LAKE,
            "free space at the warehouse (or on the disk that java.io.tmpdir is on, where uploads are gathered), then start again",
            cause -> messageHas(cause, "No space left on device", "Disk quota exceeded", "SQLITE_FULL")),
    CREDENTIALS_MISSING(
            Scope.LAKE,
            "give the process AWS credentials and a region: an instance or task role, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and"
                    + " AWS_REGION",
            cause -> cause instanceof SdkException
                    && messageHas(cause, "Unable to load credentials", "Unable to load region")),
    ACCESS_DENIED(
            Scope.LAKE,
            "allow the process's role what deploy/ lists for the catalog and the warehouse; `firn check` names the action that is missing",
            cause -> cause instanceof ForbiddenException
                    || cause instanceof NotAuthorizedException
                    || cause instanceof AccessDeniedException
                    || awsStatus(cause) == 401
                    || awsStatus(cause) == 403
                    || awsCode(cause, "AccessDenied", "ExpiredToken", "InvalidSignature", "UnrecognizedClient")
                    || messageHas(cause, "(Permission denied)")
                    || sqlState(cause, "28")),
    WAREHOUSE_MISSING(
            Scope.LAKE,
            "create the bucket or correct the warehouse and the region in the configuration",
            cause -> cause instanceof NoSuchWarehouseException
                    || awsStatus(cause) == 301
                    || awsCode(cause, "NoSuchBucket", "PermanentRedirect")),
    SIGNER_MISSING(
            Scope.LAKE,
            "the catalog offers to sign requests to the store, and nobody answers where it is asked to: have it hand out credentials instead, by"
                    + " `header.X-Iceberg-Access-Delegation: vended-credentials` among the catalog's properties (Nessie needs that)",
            Fault::isOfMissingSigner),
    CATALOG_UNUSABLE(
            Scope.LAKE,
            "correct the catalog's address and see that its database can be written",
            cause -> cause instanceof SQLException
                    && messageHas(cause, "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_CORRUPT", "No suitable driver")),
    NAMESPACE_MISSING(
            Scope.LAKE,
            "create the namespace, or allow the process to; it was there or was created when the process started",
            cause -> cause instanceof NoSuchNamespaceException),
    OUTCOME_UNKNOWN(
            Scope.TRANSIENT,
            "it is looked at and tried again, with all files kept",
            cause -> cause instanceof CommitStateUnknownException),
    TABLE_MISSING(
            Scope.TABLE,
            "if the table was dropped on purpose, exclude it; otherwise restore it, or load it anew by firn resync",
            cause -> cause instanceof NoSuchTableException
                    || cause instanceof NoSuchIcebergTableException
                    || messageHas(cause, "Table UUID does not match")),
    FILE_MISSING(
            Scope.TABLE,
            "a file that the table refers to, or that was staged for it, is gone: see who deletes files under the table's location (orphan file"
                    + " removal must spare files younger than a day), then load it anew by firn resync",
            cause -> cause instanceof NotFoundException
                    || cause instanceof FileNotFoundException
                    || isMissingObject(cause)),
    TABLE_CONFLICT(
            Scope.TRANSIENT,
            "other writers kept changing the table; the commit is tried again",
            cause -> cause instanceof CommitFailedException || cause instanceof AlreadyExistsException),
    TABLE_REFUSES(
            Scope.TABLE,
            "the table cannot take it; if its definition was changed by hand, undo that, otherwise load it anew by firn resync",
            cause -> cause instanceof ValidationException
                    || cause instanceof IllegalArgumentException
                    || cause instanceof ClassCastException
                    || cause instanceof NullPointerException
                    || cause instanceof IndexOutOfBoundsException
                    || cause instanceof UnsupportedOperationException),
    /** Throttling, server errors, timeouts, broken connections, and whatever is not known: time may heal it. */
    UNREACHABLE(Scope.TRANSIENT, "it is tried again", cause -> true);

    private static final Set<Class<?>> WRAPPERS =
            Set.of(RuntimeException.class, UncheckedIOException.class, IOException.class, FileSystemException.class);

    private final Scope scope;
    private final String remedy;
    private final Predicate<Throwable> sign;

    Fault(Scope scope, String remedy, Predicate<Throwable> sign) {
        this.scope = scope;
        this.remedy = remedy;
        this.sign = sign;
    }

    public static Fault of(Throwable failure) {
        for (Fault fault : values()) {
            if (fault != UNREACHABLE && causes(failure).anyMatch(fault.sign)) {
                return fault;
            }
        }
        return UNREACHABLE;
    }

    /**
     * The failure as the engine takes it.
     *
     * @param attempt what was attempted, on which table: {@code Cannot commit checkpoint 41 to shop.orders}
     */
    public static LakeException exception(String attempt, Throwable failure) {
        if (failure instanceof LakeException known) {
            return known;
        }
        Fault fault = of(failure);
        return new LakeException(fault.scope, attempt + ": " + finding(failure) + "; " + fault.remedy, failure);
    }

    public Scope scope() {
        return scope;
    }

    /** What an operator does about it, or what Firn does. */
    public String remedy() {
        return remedy;
    }

    /** The message of the innermost cause that has one, for the outer ones only repeat what was attempted. */
    public static String finding(Throwable failure) {
        return causes(failure)
                .filter(cause -> cause.getMessage() != null)
                .reduce((outer, inner) -> WRAPPERS.contains(outer.getClass()) ? inner : outer)
                .map(cause -> WRAPPERS.contains(cause.getClass())
                        ? String.valueOf(cause.getMessage())
                        : cause.getClass().getSimpleName() + ": " + cause.getMessage())
                .orElseGet(() -> failure.getClass().getSimpleName());
    }

    /** Keeps a failure that came while another was looked into. */
    public static void alsoFound(Throwable failure, Throwable later) {
        if (failure != later) {
            failure.addSuppressed(later);
        }
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }

    private static boolean messageHas(Throwable cause, String... texts) {
        @Nullable String message = cause.getMessage();
        return message != null && Stream.of(texts).anyMatch(message::contains);
    }

    private static int awsStatus(Throwable cause) {
        return cause instanceof AwsServiceException service ? service.statusCode() : 0;
    }

    private static boolean awsCode(Throwable cause, String... prefixes) {
        if (!(cause instanceof AwsServiceException service)
                || service.awsErrorDetails() == null
                || service.awsErrorDetails().errorCode() == null) {
            return false;
        }
        String code = service.awsErrorDetails().errorCode();
        return Stream.of(prefixes).anyMatch(code::startsWith);
    }

    /** What a signer that is there says, or one that is away for a while, has types of its own. */
    private static boolean isOfMissingSigner(Throwable cause) {
        return cause.getClass().equals(RESTException.class)
                && Stream.of(cause.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith(".S3V4RestSignerClient"));
    }

    /** A look at an object of S3 gets no body, and so no code, only the status. */
    private static boolean isMissingObject(Throwable cause) {
        return awsStatus(cause) == 404
                && cause instanceof AwsServiceException service
                && service.awsErrorDetails() != null
                && "S3".equalsIgnoreCase(service.awsErrorDetails().serviceName());
    }

    private static boolean sqlState(Throwable cause, String stateClass) {
        return cause instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().toLowerCase(Locale.ROOT).startsWith(stateClass);
    }
}
