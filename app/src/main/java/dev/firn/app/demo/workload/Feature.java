package dev.firn.app.demo.workload;

/** A group of things a workload may do, so that a test can leave out what it is not about. */
public enum Feature {
    /** Customers, products and orders are inserted, updated and deleted; several tables in one transaction. */
    ORDERS,
    /** Money moves between the tables accounts_a and accounts_b; the sum over both never changes. */
    TRANSFERS,
    /** Primary keys change, also by exchange, and keys are deleted and inserted again in one transaction. */
    KEY_CHANGES,
    /** Transactions, and parts of transactions, are rolled back. */
    ROLLBACKS,
    /** Transactions of {@link WorkloadSettings#bulkRows} rows. */
    BULK,
    /** A table without any key gets and loses rows, equal ones among them. */
    KEYLESS,
    /** Large values that updates leave unchanged. */
    LARGE_VALUES,
    /** A table with a column of every common type, and values at the edges. */
    TYPES,
    /** A table is truncated. */
    TRUNCATE,
    /** Columns are added, widened, relaxed and dropped. */
    SCHEMA_CHANGES
}
