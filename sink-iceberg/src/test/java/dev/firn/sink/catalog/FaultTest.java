package dev.firn.sink.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchRuntimeException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpServer;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.LakeException.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

class FaultTest {

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(Fault.DISK_FULL, new UncheckedIOException(new IOException("No space left on device"))),
                arguments(
                        Fault.DISK_FULL,
                        new UncheckedSQLException(
                                new SQLException("[SQLITE_FULL] database or disk is full"), "Unknown")),
                arguments(Fault.ACCESS_DENIED, new UncheckedIOException(new AccessDeniedException("/warehouse"))),
                arguments(Fault.ACCESS_DENIED, new ForbiddenException("no")),
                arguments(Fault.ACCESS_DENIED, aws(403, "AccessDenied")),
                arguments(Fault.ACCESS_DENIED, new RuntimeException(aws(400, "AccessDeniedException"))),
                arguments(Fault.WAREHOUSE_MISSING, aws(404, "NoSuchBucket")),
                arguments(Fault.WAREHOUSE_MISSING, aws(301, "PermanentRedirect")),
                arguments(
                        Fault.CREDENTIALS_MISSING,
                        SdkClientException.create("Unable to load credentials from any of the providers in the chain")),
                arguments(
                        Fault.CATALOG_UNUSABLE,
                        new UncheckedSQLException(new SQLException("[SQLITE_CANTOPEN] Unable to open"), "Failed")),
                arguments(Fault.TABLE_MISSING, new NoSuchTableException("Table does not exist: shop.orders")),
                arguments(
                        Fault.TABLE_MISSING,
                        new IllegalStateException("Table UUID does not match: current=1 != refreshed=2")),
                arguments(Fault.FILE_MISSING, new NotFoundException("File does not exist: x")),
                arguments(Fault.FILE_MISSING, noSuchObject()),
                arguments(Fault.TABLE_CONFLICT, new CommitFailedException("stale")),
                arguments(Fault.TABLE_REFUSES, new ValidationException("Cannot delete identifier field")),
                arguments(
                        Fault.OUTCOME_UNKNOWN,
                        new CommitStateUnknownException(new IllegalArgumentException("cannot read the response"))),
                arguments(Fault.UNREACHABLE, aws(503, "SlowDown")),
                arguments(Fault.UNREACHABLE, aws(400, "ThrottlingException")),
                arguments(Fault.UNREACHABLE, new ServiceUnavailableException("busy")),
                arguments(Fault.UNREACHABLE, SdkClientException.create("Unable to execute HTTP request")),
                arguments(
                        Fault.UNREACHABLE,
                        new UncheckedSQLException(
                                new SQLException("[SQLITE_BUSY] The database file is locked"), "Failed")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyKindIsRecognised(Fault expected, RuntimeException failure) {
        assertThat(Fault.of(failure)).isEqualTo(expected);
        assertThat(Fault.exception("Cannot do it", failure).scope()).isEqualTo(expected.scope());
    }

    /** As a Nessie does whose clients do not ask for credentials: the address where it signs, by Iceberg's rules, is none of its own. */
    @Test
    void aSignerThatIsNotThereIsNamedWithWhatHelps() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        Map<String, String> properties = Map.of(
                "uri", address,
                "s3.endpoint", address,
                "s3.remote-signing-enabled", "true",
                "signer.endpoint", "v1/sign",
                "client.region", "eu-central-1",
                "token", "secret");
        try (FileIO files = CatalogUtil.loadFileIO("org.apache.iceberg.aws.s3.S3FileIO", properties, null)) {
            RuntimeException failure = catchRuntimeException(
                    () -> files.newInputFile("s3://lake/file").getLength());

            assertThat(Fault.of(failure)).as("%s", failure).isEqualTo(Fault.SIGNER_MISSING);
            assertThat(Fault.exception("Cannot do it", failure))
                    .hasMessageContaining("header.X-Iceberg-Access-Delegation: vended-credentials");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aMessageSaysWhatWasAttemptedWhatWasFoundAndWhatToDo() {
        LakeException exception = Fault.exception(
                "Cannot commit checkpoint 41 to shop.orders",
                new UncheckedIOException("Failed to close", new IOException("No space left on device")));

        assertThat(exception)
                .hasMessage("Cannot commit checkpoint 41 to shop.orders: No space left on device; "
                        + Fault.DISK_FULL.remedy())
                .hasCauseInstanceOf(UncheckedIOException.class);
        assertThat(exception.scope()).isEqualTo(Scope.LAKE);
        assertThat(Fault.exception("again", exception)).isSameAs(exception);
    }

    /** A look at an object is answered without a body. */
    private static RuntimeException noSuchObject() {
        return AwsServiceException.builder()
                .statusCode(404)
                .awsErrorDetails(AwsErrorDetails.builder().serviceName("S3").build())
                .build();
    }

    private static RuntimeException aws(int status, String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .message(code)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }
}
