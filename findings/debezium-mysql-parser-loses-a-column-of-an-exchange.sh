#!/usr/bin/env bash
# Debezium 3.6.1.Final, MySQL: columns that exchange their names in one ALTER TABLE, which MySQL 8 allows, become one column in the model of the table.
#
# MySQL has b, a and c afterwards. Rows of the log have one value more than the model has columns.
#
# Seen:
#   RENAME COLUMN a TO b, RENAME COLUMN b TO a: [a, c]
#   CHANGE a b INT, CHANGE b a INT: [a, c]
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.debezium</groupId><artifactId>debezium-connector-mysql</artifactId><version>3.6.1.Final</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mvn -B -q -ntp -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory=lib

cat > Finding.java <<'JAVA'
import io.debezium.connector.mysql.antlr.MySqlAntlrDdlParser;
import io.debezium.relational.*;

public class Finding {
    public static void main(String[] arguments) {
        tell("RENAME COLUMN a TO b, RENAME COLUMN b TO a");
        tell("CHANGE a b INT, CHANGE b a INT");
    }

    static void tell(String change) {
        MySqlAntlrDdlParser parser = new MySqlAntlrDdlParser();
        parser.setCurrentDatabase("shop");
        Tables tables = new Tables();
        parser.parse("CREATE TABLE t (a INT, b INT, c INT)", tables);
        parser.parse("ALTER TABLE t " + change, tables);
        System.out.println(change + ": " + tables.forTable(new TableId("shop", null, "t")).retrieveColumnNames());
    }
}
JAVA
java -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q 'b TO a: \[a, c\]$' seen && grep -q 'b a INT: \[a, c\]$' seen
