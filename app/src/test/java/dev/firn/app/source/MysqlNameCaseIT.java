package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server to which names of tables are the same whatever their case ({@code lower_case_table_names = 1}). */
class MysqlNameCaseIT extends LogScenario<MysqlFixture> {

    private static MysqlServer server;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = Servers.mysql(directory, "lower_case_table_names=1");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    MysqlFixture create() throws Exception {
        return new MysqlFixture(server);
    }

    @Test
    void tablesAreTheSameHoweverAStatementSpellsThem() throws Exception {
        db.execute(
                "CREATE TABLE parts (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p1 VALUES LESS THAN (10),"
                        + " PARTITION p2 VALUES LESS THAN (20))",
                "CREATE TABLE aa (id INT PRIMARY KEY)",
                "CREATE TABLE titles (id INT PRIMARY KEY)");
        assertThat(told(
                        "INSERT INTO Parts VALUES (1), (11)",
                        "ALTER TABLE PARTS TRUNCATE PARTITION p1",
                        "INSERT INTO AA VALUES (1)",
                        "TRUNCATE TABLE AA",
                        "CREATE TABLE CREATED (id INT PRIMARY KEY)",
                        "INSERT INTO Created VALUES (1)",
                        "ALTER TABLE Titles RENAME TO TITLES3",
                        "INSERT INTO titles3 VALUES (1)",
                        "ALTER TABLE `TitleS3` ADD a INT",
                        "RENAME TABLE " + db.schema().toUpperCase(java.util.Locale.ROOT) + ".TITLES3 TO Titles",
                        "DROP TABLE CREATED, AA"))
                .containsExactly(
                        "layout parts(id:int!)",
                        "insert parts(1)",
                        "insert parts(11)",
                        "untold parts",
                        "layout aa(id:int!)",
                        "insert aa(1)",
                        "truncate aa",
                        "layout created(id:int!)",
                        "insert created(1)",
                        "renamed titles to titles3",
                        "layout titles3(id:int!)",
                        "insert titles3(1)",
                        "layout titles3(id:int!, a:int)",
                        "renamed titles3 to titles",
                        "layout titles(id:int!, a:int)",
                        "dropped created",
                        "dropped aa");
    }
}
