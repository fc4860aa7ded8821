package dev.firn.app.it.program;

/** Whose SQL it is. */
public enum Dialect {
    MYSQL,
    POSTGRES
}
