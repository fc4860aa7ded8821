package dev.firn.app.it;

import java.util.List;

/**
 * MySQL's tables as tools change them while they are written to: on a copy, which is filled in chunks, kept up to date meanwhile, and
 * gets the table's name in the end.
 */
final class OnlineChangeStories {

    private OnlineChangeStories() {}

    static List<SchemaStory> all() {
        return List.of(ghost(), triggers(), tableOfARead());
    }

    /** As gh-ost does: it reads the log, and repeats in the copy what it finds. */
    private static SchemaStory ghost() {
        return SchemaStory.ofTable("ghosted", "a INT")
                .then(
                        "CREATE TABLE shop._ghosted_ghc (id BIGINT AUTO_INCREMENT PRIMARY KEY, hint VARCHAR(64) NOT NULL UNIQUE)",
                        "CREATE TABLE shop._ghosted_gho LIKE shop.ghosted",
                        "ALTER TABLE shop._ghosted_gho MODIFY a BIGINT, ADD COLUMN b INT NOT NULL DEFAULT 3",
                        "INSERT INTO shop._ghosted_ghc (hint) VALUES ('ghost-table-migrated')",
                        "INSERT IGNORE INTO shop._ghosted_gho (id, a) SELECT id, a FROM shop.ghosted"
                                + " WHERE id <= 3 LOCK IN SHARE MODE")
                .then(
                        "REPLACE INTO shop._ghosted_gho (id, a) VALUES (2, 20), (100000, 1)",
                        "INSERT IGNORE INTO shop._ghosted_gho (id, a) SELECT id, a FROM shop.ghosted"
                                + " WHERE id > 3 LOCK IN SHARE MODE",
                        "UPDATE shop._ghosted_gho SET a = 30 WHERE id = 3",
                        "DELETE FROM shop._ghosted_gho WHERE id IN (4, 100000)")
                .then(
                        "CREATE TABLE shop._ghosted_del (id INT) COMMENT 'ghost-cut-over-sentry'",
                        "LOCK TABLES shop.ghosted WRITE, shop._ghosted_gho WRITE, shop._ghosted_del WRITE",
                        "REPLACE INTO shop._ghosted_gho (id, a) SELECT id, a FROM shop.ghosted",
                        "DROP TABLE shop._ghosted_del",
                        "RENAME TABLE shop.ghosted TO shop._ghosted_del, shop._ghosted_gho TO shop.ghosted",
                        "UNLOCK TABLES",
                        "INSERT INTO shop.ghosted (id, a, b) VALUES (10, 5000000000, 1)",
                        "DROP TABLE shop._ghosted_del, shop._ghosted_ghc",
                        "UPDATE shop.ghosted SET b = 5 WHERE id = 1")
                .endsWith("id int", "a long", "b int");
    }

    /** As pt-online-schema-change does: triggers repeat in the copy what happens to the table. */
    private static SchemaStory triggers() {
        return SchemaStory.ofTable("triggered", "a INT")
                .then(
                        "CREATE TABLE shop._triggered_new LIKE shop.triggered",
                        "ALTER TABLE shop._triggered_new ADD COLUMN b INT, MODIFY a BIGINT",
                        "CREATE TRIGGER shop.copy_delete AFTER DELETE ON shop.triggered FOR EACH ROW"
                                + " DELETE IGNORE FROM shop._triggered_new WHERE id <=> OLD.id",
                        "CREATE TRIGGER shop.copy_update AFTER UPDATE ON shop.triggered FOR EACH ROW BEGIN"
                                + " DELETE IGNORE FROM shop._triggered_new WHERE !(OLD.id <=> NEW.id) AND id <=> OLD.id;"
                                + " REPLACE INTO shop._triggered_new (id, a) VALUES (NEW.id, NEW.a); END",
                        "CREATE TRIGGER shop.copy_insert AFTER INSERT ON shop.triggered FOR EACH ROW"
                                + " REPLACE INTO shop._triggered_new (id, a) VALUES (NEW.id, NEW.a)",
                        "INSERT LOW_PRIORITY IGNORE INTO shop._triggered_new (id, a)"
                                + " SELECT id, a FROM shop.triggered WHERE id <= 3 LOCK IN SHARE MODE")
                .then(
                        "UPDATE shop.triggered SET a = 20 WHERE id = 2",
                        "INSERT LOW_PRIORITY IGNORE INTO shop._triggered_new (id, a)"
                                + " SELECT id, a FROM shop.triggered WHERE id > 3 LOCK IN SHARE MODE",
                        "UPDATE shop.triggered SET id = 9, a = 90 WHERE id = 4")
                .then(
                        "RENAME TABLE shop.triggered TO shop._triggered_old, shop._triggered_new TO shop.triggered",
                        "DROP TRIGGER IF EXISTS shop.copy_delete",
                        "DROP TRIGGER IF EXISTS shop.copy_update",
                        "DROP TRIGGER IF EXISTS shop.copy_insert",
                        "DROP TABLE IF EXISTS shop._triggered_old",
                        "INSERT INTO shop.triggered (id, a, b) VALUES (10, 5, 1)")
                .endsWith("id int", "a long", "b int");
    }

    /** A table that is created and filled by one statement, which the log holds as a transaction. */
    private static SchemaStory tableOfARead() {
        return SchemaStory.ofTable("read_from", "a INT")
                .then("CREATE TABLE shop.read_out (PRIMARY KEY (id)) SELECT id, a FROM shop.read_from WHERE id < 4")
                .then("UPDATE shop.read_out SET a = 7 WHERE id = 2")
                .endsInTables("read_out");
    }
}
