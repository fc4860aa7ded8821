package dev.firn.engine.decode;

/** A row has no value in a column that is said to forbid null: the row may be older than that. */
public final class ForbiddenNullException extends UndecodableValueException {

    private static final long serialVersionUID = 1L;

    private final String column;

    ForbiddenNullException(String column) {
        super(
                "Column " + column + " holds null in the log, while the source forbids null in it now;"
                        + " resync the table",
                null);
        this.column = column;
    }

    /** The column's name. */
    public String column() {
        return column;
    }
}
