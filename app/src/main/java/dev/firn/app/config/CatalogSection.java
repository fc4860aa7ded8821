package dev.firn.app.config;

import dev.firn.sink.catalog.CatalogSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code sink.catalog}: the Iceberg catalog that the tables stand in, and where their files lie. */
public sealed interface CatalogSection {

    /** Iceberg's own catalog and FileIO properties, handed on as they are; they win over what Firn sets. */
    Map<String, Secret> properties();

    /** The same with its secrets fetched and revealed, as the sink takes it. */
    CatalogSettings settings();

    /**
     * The AWS Glue Data Catalog.
     *
     * @param warehouse the location below which new tables get their files, such as {@code s3://lake/shop}
     * @param region the AWS region; empty to use the SDK's default chain
     */
    record Glue(String warehouse, String region, Map<String, Secret> properties) implements CatalogSection {
        public Glue {
            properties = Map.copyOf(properties);
        }

        @Override
        public CatalogSettings settings() {
            return new CatalogSettings.Glue(warehouse, orNull(region), revealed(properties));
        }
    }

    /**
     * An Iceberg REST catalog, S3 Tables included.
     *
     * @param warehouse what the catalog calls the warehouse; empty where it has only one
     */
    record Rest(String uri, String warehouse, Map<String, Secret> properties) implements CatalogSection {
        public Rest {
            properties = Map.copyOf(properties);
        }

        @Override
        public CatalogSettings settings() {
            return new CatalogSettings.Rest(uri, orNull(warehouse), revealed(properties));
        }
    }

    /**
     * A catalog kept in a SQL database, reached by JDBC.
     *
     * @param user who connects; empty where nobody has to
     * @param password null where there is none
     */
    record Jdbc(String uri, String user, @Nullable Secret password, String warehouse, Map<String, Secret> properties)
            implements CatalogSection {
        public Jdbc {
            properties = Map.copyOf(properties);
        }

        @Override
        public CatalogSettings settings() {
            return new CatalogSettings.Jdbc(
                    uri, orNull(user), password == null ? null : password.reveal(), warehouse, revealed(properties));
        }
    }

    /**
     * Any other catalog, from a jar on the class path.
     *
     * @param catalogClass its class, which implements {@code org.apache.iceberg.catalog.Catalog}
     */
    record Custom(String catalogClass, Map<String, Secret> properties) implements CatalogSection {
        public Custom {
            properties = Map.copyOf(properties);
        }

        @Override
        public CatalogSettings settings() {
            return new CatalogSettings.Custom(catalogClass, revealed(properties));
        }
    }

    private static Map<String, String> revealed(Map<String, Secret> secrets) {
        Map<String, String> revealed = new LinkedHashMap<>();
        secrets.forEach((name, value) -> revealed.put(name, value.reveal()));
        return revealed;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** What {@code type} may say. */
    enum CatalogType {
        GLUE,
        REST,
        JDBC,
        CUSTOM
    }

    static CatalogSection read(Section section) {
        CatalogType type = section.entry("type").choice(CatalogType.class);
        Map<String, Secret> properties = section.entry("properties").section().secrets();
        CatalogSection catalog = switch (type) {
            case GLUE ->
                new Glue(
                        section.entry("warehouse").text(),
                        section.entry("region").text(""),
                        properties);
            case REST ->
                new Rest(section.entry("uri").text(), section.entry("warehouse").text(""), properties);
            case JDBC -> readJdbc(section, properties);
            case CUSTOM -> new Custom(section.entry("catalog-impl").text(), properties);
        };
        section.refuseUnknownKeys();
        return catalog;
    }

    private static Jdbc readJdbc(Section section, Map<String, Secret> properties) {
        Entry uri = section.entry("uri");
        if (uri.isPresent() && !uri.text().startsWith("jdbc:")) {
            uri.refuse("must begin with jdbc:, such as jdbc:postgresql://catalog.internal/iceberg");
        }
        Entry password = section.entry("password");
        return new Jdbc(
                uri.text(),
                section.entry("user").text(""),
                password.isPresent() ? password.secret() : null,
                section.entry("warehouse").text(),
                properties);
    }
}
