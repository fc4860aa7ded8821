package dev.firn.sink.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which catalog holds the tables. Every kind takes Iceberg's own properties; one that is given wins over what Firn would
 * set, so that endpoints, credentials and clients can be replaced without Firn knowing them. One property is Firn's: {@code
 * catalog-name}, under which a JDBC catalog keeps its tables apart from those of other catalogs in the same database.
 *
 * <p>Glue's own client takes none of the {@code s3.*} keys: give {@code glue.endpoint} and {@code client.credentials-provider}
 * beside {@code s3.endpoint}. {@code http-client.type=urlconnection} needs its module on the class path; Firn ships the
 * default, {@code apache}.
 */
public sealed interface CatalogSettings {

    /** The class that Iceberg loads. */
    String implementation();

    /** What it is initialised with. */
    Map<String, String> catalogProperties();

    /** The catalog in a few words, without secrets. */
    String describe();

    /** What must be allowed where catalog or store deny access. */
    String permissions();

    /**
     * AWS Glue.
     *
     * @param warehouse where tables are stored, {@code s3://bucket/prefix}
     * @param region the AWS region; null for that of the SDK's default chain
     */
    record Glue(String warehouse, @Nullable String region, Map<String, String> properties) implements CatalogSettings {

        public Glue {
            requireText(warehouse, "A Glue catalog needs a warehouse, such as s3://bucket/prefix");
            properties = Map.copyOf(properties);
        }

        @Override
        public String implementation() {
            return "org.apache.iceberg.aws.glue.GlueCatalog";
        }

        /** Without the properties, which may hold secrets. */
        @Override
        public String toString() {
            return describe();
        }

        @Override
        public String describe() {
            return "glue, warehouse " + warehouse;
        }

        @Override
        public String permissions() {
            return "{\"Effect\": \"Allow\", \"Action\": [\"glue:GetDatabase\", \"glue:CreateDatabase\", \"glue:DeleteDatabase\","
                    + " \"glue:GetTable\", \"glue:GetTables\", \"glue:CreateTable\", \"glue:UpdateTable\", \"glue:DeleteTable\"],"
                    + " \"Resource\": \"*\"} and " + s3Statement(warehouse);
        }

        @Override
        public Map<String, String> catalogProperties() {
            Map<String, String> result = new LinkedHashMap<>();
            result.put("warehouse", warehouse);
            result.put("io-impl", S3_FILE_IO);
            putIfGiven(result, "client.region", region);
            result.putAll(properties);
            return result;
        }
    }

    /**
     * A REST catalog. S3 Tables is one, with {@code rest.auth.type=sigv4}, {@code
     * rest.signing-name=s3tables} and the bucket's ARN as the warehouse.
     *
     * @param uri the catalog's address
     * @param warehouse what the catalog calls the warehouse; null where it has only one
     */
    record Rest(String uri, @Nullable String warehouse, Map<String, String> properties) implements CatalogSettings {

        public Rest {
            requireText(uri, "A REST catalog needs a uri, such as https://host/iceberg");
            properties = Map.copyOf(properties);
        }

        @Override
        public String implementation() {
            return "org.apache.iceberg.rest.RESTCatalog";
        }

        /** Without the properties, which may hold secrets. */
        @Override
        public String toString() {
            return describe();
        }

        @Override
        public String describe() {
            return "rest, " + uri;
        }

        @Override
        public String permissions() {
            return "the credentials in the catalog's properties need to create, change and drop namespaces and tables, and to write the"
                    + " warehouse; with S3 Tables: {\"Effect\": \"Allow\", \"Action\": \"s3tables:*\", \"Resource\": [\"<the table bucket's"
                    + " ARN>\", \"<the table bucket's ARN>/table/*\"]}";
        }

        @Override
        public Map<String, String> catalogProperties() {
            Map<String, String> result = new LinkedHashMap<>();
            result.put("uri", uri);
            putIfGiven(result, "warehouse", warehouse);
            result.put("io-impl", CatalogFileIO.class.getName());
            result.putAll(properties);
            return result;
        }
    }

    /**
     * A catalog in a relational database.
     *
     * @param uri a JDBC address; a SQLite file without options gets a busy timeout and write-ahead logging
     * @param user of the database, or null
     * @param password of the database, or null
     * @param warehouse where tables are stored: a local folder or an object store's address
     */
    record Jdbc(
            String uri,
            @Nullable String user,
            @Nullable String password,
            String warehouse,
            Map<String, String> properties)
            implements CatalogSettings {

        public Jdbc {
            requireText(uri, "A JDBC catalog needs a uri, such as jdbc:sqlite:/data/catalog.db");
            requireText(warehouse, "A JDBC catalog needs a warehouse, a local folder or an object store's address");
            properties = Map.copyOf(properties);
        }

        @Override
        public String implementation() {
            return "org.apache.iceberg.jdbc.JdbcCatalog";
        }

        @Override
        public String describe() {
            String address = uri.replaceFirst("[?;].*$", "").replaceFirst("//[^/@]*@", "//");
            return "jdbc, " + address + ", warehouse " + warehouse;
        }

        @Override
        public String permissions() {
            return LocalFileIO.holds(warehouse)
                    ? "the process's user needs to write the folder " + warehouse + " and the catalog's database"
                    : "the catalog's user needs to create and write its tables; and " + s3Statement(warehouse);
        }

        @Override
        public Map<String, String> catalogProperties() {
            Map<String, String> result = new LinkedHashMap<>();
            result.put("uri", patient(uri));
            result.put("jdbc.schema-version", "V1");
            if (LocalFileIO.holds(warehouse)) {
                // With a scheme, which not every reader does without.
                result.put("warehouse", LocalFileIO.locationOf(warehouse));
                result.put("io-impl", LocalFileIO.class.getName());
            } else {
                result.put("warehouse", warehouse);
                result.put("io-impl", S3_FILE_IO);
            }
            putIfGiven(result, "jdbc.user", user);
            putIfGiven(result, "jdbc.password", password);
            result.putAll(properties);
            return result;
        }

        /** SQLite refuses a second writer at once unless told to wait, and blocks readers unless its log is written ahead. */
        private static String patient(String uri) {
            boolean bareSqlite = uri.startsWith("jdbc:sqlite:") && uri.indexOf('?') < 0;
            return bareSqlite ? uri + "?busy_timeout=10000&journal_mode=WAL" : uri;
        }

        /** Without the password. */
        @Override
        public String toString() {
            return describe();
        }
    }

    /**
     * Any other catalog whose classes are on the class path.
     *
     * @param implementation a class that implements Iceberg's {@code Catalog}
     */
    record Custom(String implementation, Map<String, String> properties) implements CatalogSettings {

        public Custom {
            requireText(implementation, "A custom catalog needs catalog-impl, the name of a class");
            properties = Map.copyOf(properties);
        }

        @Override
        public String describe() {
            return implementation;
        }

        @Override
        public String permissions() {
            return "the process needs to create, change and drop namespaces and tables, and to write the warehouse";
        }

        @Override
        public Map<String, String> catalogProperties() {
            return properties;
        }

        /** Without the properties, which may hold secrets. */
        @Override
        public String toString() {
            return describe();
        }
    }

    /** The store of everything that is not a local folder, unless {@code io-impl} says otherwise. */
    String S3_FILE_IO = "org.apache.iceberg.aws.s3.S3FileIO";

    private static void putIfGiven(Map<String, String> properties, String key, @Nullable String value) {
        if (value != null) {
            properties.put(key, value);
        }
    }

    private static void requireText(String value, String problem) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** What a pipeline does to an S3 warehouse. */
    private static String s3Statement(String warehouse) {
        String bucket = warehouse.replaceFirst("^s3[an]?://", "").replaceFirst("/.*$", "");
        return "{\"Effect\": \"Allow\", \"Action\": [\"s3:GetObject\", \"s3:PutObject\", \"s3:DeleteObject\","
                + " \"s3:AbortMultipartUpload\", \"s3:ListBucket\", \"s3:GetBucketLocation\"], \"Resource\": [\"arn:aws:s3:::"
                + bucket + "\", \"arn:aws:s3:::" + bucket + "/*\"]}";
    }
}
