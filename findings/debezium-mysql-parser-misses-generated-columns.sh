#!/usr/bin/env bash
# Debezium 3.6.1.Final, MySQL: the model of a table says "generated" of a column that is AUTO_INCREMENT, and not of one that is generated.
#
# The definitions in schema change events (tableChanges) come from this model. A consumer that asks them which columns the server
# computes is told of the identity column, and learns nothing of GENERATED ALWAYS AS, written in full or short, stored or virtual.
#
# Seen:
#   id: generated=true, auto-incremented=true
#   twice: generated=false, auto-incremented=false
#   thrice: generated=false, auto-incremented=false
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
        parser.parse("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, b INT,"
                + " twice INT GENERATED ALWAYS AS (b * 2) STORED)", tables);
        parser.parse("ALTER TABLE t ADD thrice INT AS (b * 3) VIRTUAL", tables);
        Table table = tables.forTable(new TableId("shop", null, "t"));
        for (String name : new String[] {"id", "twice", "thrice"}) {
            Column column = table.columnWithName(name);
            System.out.println(name + ": generated=" + column.isGenerated()
                    + ", auto-incremented=" + column.isAutoIncremented());
        }
    }
}
JAVA
java -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q '^id: generated=true' seen && grep -q '^twice: generated=false' seen && grep -q '^thrice: generated=false' seen
