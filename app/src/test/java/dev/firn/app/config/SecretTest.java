package dev.firn.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {

    @Test
    void noWayOfPrintingAConfigurationShowsASecret() {
        Configuration configuration = Parsing.parse(Parsing.MINIMAL
                .replace("type: glue, ", "type: rest, uri: 'https://c', properties: {token: '${env:DB_PASSWORD}'}, ")
                .replace("user: firn", "user: firn\n  properties: {keyPassword: hunter2}"));

        assertThat(configuration.toString()).doesNotContain("hunter2").contains("***");
        assertThat(configuration.sourceSettings().toString()).doesNotContain("password=hunter2");
    }

    @Test
    void problemsDoNotQuoteSecrets(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("port"), "hunter2\n");
        assertThat(Parsing.problems(Parsing.MINIMAL.replace("password: ${env:DB_PASSWORD}", "password: {a: hunter2}")))
                .containsExactly("firn.yaml:7: source.password: must be a single value");
        assertThat(Parsing.problems(Parsing.MINIMAL.replace("user: firn", "user: firn\n  port: ${file:" + file + "}")))
                .singleElement()
                .asString()
                .doesNotContain("hunter2")
                .startsWith("firn.yaml:7: source.port: '${file:");
    }

    @Test
    void referencesToFiles(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "from file\n");
        assertThat(password("${file:" + file + "}").reveal()).isEqualTo("from file");
        assertThat(problem("${file:" + directory + "/none}"))
                .isEqualTo("firn.yaml:7: source.password: the file " + directory
                        + "/none cannot be read (NoSuchFileException)");
    }

    @Test
    void whatAReferenceStandsForIsNotResolvedAgain() {
        assertThat(new ConfigurationFile(name -> "${env:" + name + "}", name -> "", Parsing.HEAP)
                        .parse("firn.yaml", Parsing.MINIMAL)
                        .source()
                        .password()
                        .reveal())
                .isEqualTo("${env:DB_PASSWORD}");
    }

    @Test
    void referencesThatLeadNowhere() {
        assertThat(problem("${env:NONE}")).endsWith("source.password: the environment variable NONE is not set");
        assertThat(problem("${vault:x}")).contains("'vault' is no kind of reference; write ${env:NAME}, ");
        assertThat(problem("${DB_PASSWORD}")).contains("${DB_PASSWORD} is no reference; write ${env:NAME}, ");
    }

    @Test
    void aRemoteSecretIsFetchedWhenItIsUsed() {
        Secret password = password("${aws-secret:prod/db#password}");

        assertThatThrownBy(password::reveal)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "firn.yaml:7: source.password: the AWS secret prod/db#password cannot be fetched: no AWS here");
    }

    @Test
    void aRemoteSecretIsNoHostName() {
        assertThat(Parsing.problems(Parsing.MINIMAL.replace("host: db.internal", "host: ${aws-secret:x}")))
                .singleElement()
                .asString()
                .startsWith("firn.yaml:4: source.host: cannot be fetched from a store of secrets");
    }

    private static Secret password(String text) {
        return Parsing.parse(Parsing.MINIMAL.replace("${env:DB_PASSWORD}", text))
                .source()
                .password();
    }

    private static String problem(String text) {
        return Parsing.problems(Parsing.MINIMAL.replace("${env:DB_PASSWORD}", text))
                .get(0);
    }
}
