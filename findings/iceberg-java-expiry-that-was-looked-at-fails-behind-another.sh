#!/usr/bin/env bash
# Iceberg 1.12.0 (Java): an expiry of snapshots that was looked at (apply) cannot be committed when somebody else has expired some of them meanwhile.
#
# It keeps what it found, adds what it finds at the commit, and counts the snapshots that stay by subtracting: the commit fails with an
# IllegalArgumentException about the size of an array, not with a conflict. Another expiry, made anew, goes through.
#
# Seen:
#   found: 3
#   commit: IllegalArgumentException: arraySize cannot be negative
#   made anew: committed
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.iceberg</groupId><artifactId>iceberg-core</artifactId><version>1.12.0</version></dependency>
    <dependency><groupId>org.apache.iceberg</groupId><artifactId>iceberg-data</artifactId><version>1.12.0</version></dependency>
    <dependency><groupId>org.apache.iceberg</groupId><artifactId>iceberg-parquet</artifactId><version>1.12.0</version></dependency>
    <dependency><groupId>org.apache.hadoop</groupId><artifactId>hadoop-client-api</artifactId><version>3.4.2</version></dependency>
    <dependency><groupId>org.apache.hadoop</groupId><artifactId>hadoop-client-runtime</artifactId><version>3.4.2</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mvn -B -q -ntp -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory=lib

cat > Finding.java <<'JAVA'
import java.util.*;
import org.apache.iceberg.*;
import org.apache.iceberg.catalog.*;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;

public class Finding {
    static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    public static void main(String[] arguments) throws Exception {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        catalog.createNamespace(Namespace.of("n"));
        TableIdentifier name = TableIdentifier.of("n", "t");
        Table table = catalog.createTable(name, SCHEMA);
        for (int commit = 0; commit < 4; commit++) {
            table.newAppend().commit();
        }
        ExpireSnapshots expiry = all(table);
        System.out.println("found: " + expiry.apply().size());
        // Somebody else, by a table of their own.
        all(catalog.loadTable(name)).commit();
        try {
            expiry.commit();
            System.out.println("commit: committed");
        } catch (IllegalArgumentException e) {
            System.out.println("commit: IllegalArgumentException: " + e.getMessage());
        }
        table.refresh();
        all(table).commit();
        System.out.println("made anew: committed");
    }

    static ExpireSnapshots all(Table table) {
        return table.expireSnapshots().expireOlderThan(System.currentTimeMillis() + 1).retainLast(1);
    }
}
JAVA
java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp 'lib/*' Finding.java 2>errors | tee seen || { cat errors; exit 2; }
grep -q '^found: 3$' seen && grep -q '^commit: IllegalArgumentException: arraySize cannot be negative' seen && grep -q '^made anew: committed$' seen
