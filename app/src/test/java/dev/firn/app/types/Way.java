package dev.firn.app.types;

/** How a value comes into the lake. Each row of a matrix's table has come one way, which its id tells. */
enum Way {
    /** A load has read it. */
    LOADED(1_000),
    /** An insert has brought it, through the log. */
    INSERTED(2_000),
    /** An update has put it in another value's place. */
    UPDATED(3_000),
    /** It was loaded, and an update of another column has left it as it was. */
    KEPT(4_000);

    private final int firstId;

    Way(int firstId) {
        this.firstId = firstId;
    }

    /** The id of the row that has a value, by the value's number. */
    int id(int value) {
        return firstId + value;
    }
}
