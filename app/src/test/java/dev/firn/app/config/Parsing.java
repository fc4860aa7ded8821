package dev.firn.app.config;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** Reads texts as the file {@code firn.yaml} of a process with a heap of 1 GB and a small environment. */
final class Parsing {

    static final DataSize HEAP = DataSize.megabytes(1024);

    /** The least that a configuration needs. */
    static final String MINIMAL = """
            pipeline: shop
            source:
              type: postgres
              host: db.internal
              database: shop
              user: firn
              password: ${env:DB_PASSWORD}
            tables:
              include: ["public.*"]
            sink:
              catalog: { type: glue, warehouse: s3://lake/shop }
              namespace: shop
            """;

    private static final Map<String, String> ENVIRONMENT =
            Map.of("DB_PASSWORD", "hunter2", "DB_HOST", "db.from.env", "FIRN_MASK_SECRET", "pepper");

    private Parsing() {}

    static Configuration parse(String text) {
        return file().parse("firn.yaml", text);
    }

    static ConfigurationFile file() {
        return new ConfigurationFile(
                ENVIRONMENT::get,
                name -> {
                    throw new References.UnresolvedException(
                            "the AWS secret " + name + " cannot be fetched: no AWS here");
                },
                HEAP);
    }

    /** The problems of a text that must have some, as the user sees them. */
    static List<String> problems(String text) {
        ConfigurationException refusal =
                Assertions.catchThrowableOfType(ConfigurationException.class, () -> parse(text));
        Assertions.assertThat(refusal).as("a refusal of%n%s", text).isNotNull();
        return refusal.problems().stream().map(Problem::toString).toList();
    }
}
