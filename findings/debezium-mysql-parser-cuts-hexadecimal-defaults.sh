#!/usr/bin/env bash
# Debezium 3.6.1.Final, MySQL: a default that is written as a hexadecimal literal loses its prefix and its last digit: 0x0A becomes 0.
#
# MySQL gives old and new rows 10 and 'ab'. Whoever fills rows that are older than the column from the model of the table gives them 0 and '616'.
#
# Seen:
#   DEFAULT 0x0A: 0
#   DEFAULT 0x6162: 616
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
        MySqlAntlrDdlParser parser = new MySqlAntlrDdlParser();
        parser.setCurrentDatabase("shop");
        Tables tables = new Tables();
        parser.parse("CREATE TABLE t (id INT PRIMARY KEY)", tables);
        parser.parse("ALTER TABLE t ADD n INT DEFAULT 0x0A, ADD s VARCHAR(9) DEFAULT 0x6162", tables);
        Table table = tables.forTable(new TableId("shop", null, "t"));
        System.out.println("DEFAULT 0x0A: " + table.columnWithName("n").defaultValueExpression().orElse("none"));
        System.out.println("DEFAULT 0x6162: " + table.columnWithName("s").defaultValueExpression().orElse("none"));
    }
}
JAVA
java -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q '^DEFAULT 0x0A: 0$' seen && grep -q '^DEFAULT 0x6162: 616$' seen
