package dev.firn.app.cli;

import dev.firn.app.demo.DemoResult;
import dev.firn.app.demo.DemoResult.TableResult;
import dev.firn.app.demo.DemoSettings;
import dev.firn.app.http.TextTable;
import java.io.PrintWriter;
import java.util.Locale;
import org.apache.iceberg.IcebergBuild;
import org.sqlite.SQLiteJDBCLoader;

/** What a demo prints at its end. */
final class DemoReport {

    private DemoReport() {}

    static void print(DemoSettings settings, DemoResult result, PrintWriter out) {
        TextTable list = new TextTable("TABLE", "LAKE", "ROWS", "SNAPSHOTS", "RESULT");
        for (TableResult table : result.tables()) {
            list.add(
                    table.report().table().toString(),
                    table.lakeName(),
                    Long.toString(table.report().sourceRows()),
                    Integer.toString(table.snapshots()),
                    table.report().isEqual() ? "equal" : "DIFFERENT");
        }
        out.println();
        out.print(list);
        result.tables().stream()
                .filter(table -> !table.report().isEqual())
                .forEach(table -> out.println("\n" + table.report()));
        out.println();
        out.println("At each of " + result.cut().checkpoints()
                + " checkpoints the money of shop.accounts_a and shop.accounts_b "
                + (result.cut().isConsistent() ? "was all there." : "did NOT add up:"));
        result.cut().violations().forEach(violation -> out.println("  " + violation));
        out.println(
                result.isEqual()
                        ? "Source and lake are equal."
                        : "Source and lake DIFFER. The same again: --seed " + settings.seed());
        out.println();
        out.println(howToOpen(settings));
        out.flush();
    }

    private static String howToOpen(DemoSettings settings) {
        return String.format(
                Locale.ROOT, """
                Everything is in %1$s:
                  warehouse/   the Iceberg tables    catalog.db   their catalog    firn.yaml   the configuration
                Open it with Spark:
                  spark-sql --packages org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:%2$s,org.xerial:sqlite-jdbc:%3$s \\
                    --conf spark.sql.catalog.firn=org.apache.iceberg.spark.SparkCatalog \\
                    --conf spark.sql.catalog.firn.type=jdbc \\
                    --conf spark.sql.catalog.firn.uri=jdbc:sqlite:%1$s/catalog.db \\
                    --conf spark.sql.catalog.firn.jdbc.schema-version=V1 \\
                    --conf spark.sql.catalog.firn.warehouse=%1$s/warehouse
                  SELECT * FROM firn.shop.orders LIMIT 10;
                  SELECT * FROM firn.shop.firn_demo_checkpoints;   -- the replication history""", settings.directory(), IcebergBuild.version(), SQLiteJDBCLoader.getVersion());
    }
}
