package dev.firn.app.demo.workload;

import java.sql.SQLException;

/** What a worker does in a transaction. */
public enum Operation {
    PLACE_ORDER(Feature.ORDERS, 20, Orders::place),
    CHANGE_ORDER(Feature.ORDERS, 20, Orders::change),
    CHANGE_ORDER_TWICE(Feature.ORDERS, 4, Orders::changeTwice),
    DELETE_ORDER(Feature.ORDERS, 6, Orders::delete),
    PLACE_AND_DELETE_ORDER(Feature.ORDERS, 2, Orders::placeAndDelete),
    REGISTER_CUSTOMER(Feature.ORDERS, 6, Customers::register),
    CHANGE_CUSTOMER(Feature.ORDERS, 8, Customers::change),
    DELETE_CUSTOMER(Feature.ORDERS, 3, Customers::delete),
    PRICE_PRODUCT(Feature.ORDERS, 6, Products::price),
    TRANSFER(Feature.TRANSFERS, 20, Transfers::transfer),
    RENUMBER_CUSTOMER(Feature.KEY_CHANGES, 3, Customers::renumber),
    EXCHANGE_CUSTOMERS(Feature.KEY_CHANGES, 2, Customers::exchange),
    REPLACE_CUSTOMER(Feature.KEY_CHANGES, 3, Customers::replace),
    RENAME_PRODUCT(Feature.KEY_CHANGES, 3, Products::rename),
    MOVE_ORDER_LINES(Feature.KEY_CHANGES, 3, Orders::moveLines),
    ADD_EVENTS(Feature.KEYLESS, 8, Events::add),
    DELETE_EVENTS(Feature.KEYLESS, 2, Events::delete),
    WRITE_DOCUMENT(Feature.LARGE_VALUES, 2, Documents::write),
    RETITLE_DOCUMENT(Feature.LARGE_VALUES, 5, Documents::retitle),
    REWRITE_DOCUMENT(Feature.LARGE_VALUES, 2, Documents::rewrite),
    RENUMBER_DOCUMENT(Feature.LARGE_VALUES, 1, Documents::renumber),
    DELETE_DOCUMENT(Feature.LARGE_VALUES, 1, Documents::delete),
    ADD_TYPE_SAMPLE(Feature.TYPES, 3, TypeSamples::add),
    CHANGE_TYPE_SAMPLE(Feature.TYPES, 3, TypeSamples::change),
    DELETE_TYPE_SAMPLE(Feature.TYPES, 1, TypeSamples::delete),
    FILL_CART(Feature.TRUNCATE, 5, Carts::fill),
    TRUNCATE_CARTS(Feature.TRUNCATE, 1, Carts::truncate),
    BULK_ORDER(Feature.BULK, 1, Orders::placeInBulk),
    BULK_CHANGE(Feature.BULK, 1, Orders::changeInBulk),
    /** Runs by itself, in transactions of its own; what it does is in {@link SchemaChanges}. */
    CHANGE_SCHEMA(Feature.SCHEMA_CHANGES, 1, session -> {});

    private final Feature feature;
    private final int weight;
    private final Action action;

    /** Statements within a transaction that somebody else ends. */
    @FunctionalInterface
    interface Action {
        void run(Session session) throws SQLException;
    }

    Operation(Feature feature, int weight, Action action) {
        this.feature = feature;
        this.weight = weight;
        this.action = action;
    }

    Feature feature() {
        return feature;
    }

    /** How often it is chosen, relative to others. */
    int weight() {
        return weight;
    }

    Action action() {
        return action;
    }
}
