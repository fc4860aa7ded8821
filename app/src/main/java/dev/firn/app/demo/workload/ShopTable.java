package dev.firn.app.demo.workload;

import dev.firn.schema.source.TableId;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables of the shop. There are no foreign keys: what a cascade deletes is not in MySQL's log. */
enum ShopTable {
    CUSTOMERS(
            Feature.ORDERS,
            dialect -> String.format(
                    Locale.ROOT, """
            id BIGINT PRIMARY KEY,
            email VARCHAR(200) NOT NULL,
            name VARCHAR(100),
            active BOOLEAN NOT NULL,
            credit %s,
            born DATE,
            registered %s NOT NULL
            """, dialect.words().twice(), dialect.words().timestamp())),
    PRODUCTS(Feature.ORDERS, dialect -> """
            sku VARCHAR(40) PRIMARY KEY,
            title VARCHAR(100) NOT NULL,
            price DECIMAL(10, 2) NOT NULL
            """),
    ORDERS(
            Feature.ORDERS,
            dialect -> String.format(
                    Locale.ROOT, """
            id BIGINT PRIMARY KEY,
            customer_id BIGINT NOT NULL,
            status VARCHAR(20) NOT NULL,
            channel VARCHAR(20) NOT NULL,
            quantity INT,
            total DECIMAL(10, 2),
            weight %s,
            placed %s NOT NULL
            """, dialect.words().single(), dialect.words().timestamp())),
    ORDER_ITEMS(Feature.ORDERS, dialect -> """
            order_id BIGINT NOT NULL,
            line INT NOT NULL,
            sku VARCHAR(40) NOT NULL,
            amount DECIMAL(10, 2) NOT NULL,
            PRIMARY KEY (order_id, line)
            """),
    ACCOUNTS_A(Feature.TRANSFERS, ShopTable::accounts),
    ACCOUNTS_B(Feature.TRANSFERS, ShopTable::accounts),
    EVENTS(
            Feature.KEYLESS,
            dialect -> String.format(Locale.ROOT, """
            happened %s NOT NULL,
            kind VARCHAR(20) NOT NULL,
            detail VARCHAR(200)
            """, dialect.words().timestamp())),
    DOCUMENTS(
            Feature.LARGE_VALUES,
            dialect -> String.format(
                    Locale.ROOT, """
            id BIGINT PRIMARY KEY,
            title VARCHAR(200),
            revision INT NOT NULL,
            body %s,
            attachment %s
            """, dialect.words().text(), dialect.words().bytes())),
    TYPE_SAMPLES(
            Feature.TYPES,
            dialect -> dialect.typeColumns().stream()
                    .map(column -> column.name() + " " + column.type())
                    .collect(Collectors.joining(",\n", "id BIGINT PRIMARY KEY,\n", ""))),
    CARTS(Feature.TRUNCATE, dialect -> """
            id BIGINT PRIMARY KEY,
            content VARCHAR(200)
            """);

    private static final String SCHEMA = "shop";

    private final Feature feature;
    private final Function<Dialect, String> columns;
    private final String lowerCaseName = name().toLowerCase(java.util.Locale.ROOT);

    ShopTable(Feature feature, Function<Dialect, String> columns) {
        this.feature = feature;
        this.columns = columns;
    }

    /** What the table is for; without it the table is not created. */
    Feature feature() {
        return feature;
    }

    TableId id() {
        return new TableId(SCHEMA, lowerCaseName);
    }

    String createStatement(Dialect dialect) {
        return "CREATE TABLE " + this + " (" + columns.apply(dialect) + ")";
    }

    /** As SQL names it in both databases. */
    @Override
    public String toString() {
        return SCHEMA + "." + lowerCaseName;
    }

    private static String accounts(Dialect dialect) {
        return String.format(Locale.ROOT, """
                id INT PRIMARY KEY,
                owner VARCHAR(50) NOT NULL,
                balance DECIMAL(12, 2) NOT NULL,
                changed %s NOT NULL
                """, dialect.words().timestamp());
    }
}
