#!/usr/bin/env bash
# Debezium 3.6.1.Final, MySQL: a column whose name has a backquote keeps it doubled in ALTER TABLE, and not in CREATE TABLE.
#
# `a``b` is a`b for MySQL. An ALTER that adds such a column makes another name of it; one that drops it drops nothing, without a word, and the model has
# one column more than the rows of the log.
#
# Seen:
#   CREATE TABLE t (id INT, `a``b` INT): [id, a`b]
#   ALTER TABLE t ADD COLUMN `c``d` INT: [id, a`b, c``d]
#   ALTER TABLE t DROP COLUMN `a``b`: [id, a`b, c``d]
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
        for (String statement : new String[] {
            "CREATE TABLE t (id INT, `a``b` INT)",
            "ALTER TABLE t ADD COLUMN `c``d` INT",
            "ALTER TABLE t DROP COLUMN `a``b`"
        }) {
            parser.parse(statement, tables);
            System.out.println(statement + ": " + tables.forTable(new TableId("shop", null, "t")).retrieveColumnNames());
        }
    }
}
JAVA
java -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -qF '`c``d` INT: [id, a`b, c``d]' seen && grep -qF 'DROP COLUMN `a``b`: [id, a`b, c``d]' seen
