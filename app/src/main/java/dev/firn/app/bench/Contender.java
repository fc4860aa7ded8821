package dev.firn.app.bench;

/** Who does the work. */
public enum Contender {
    FIRN("Firn"),
    DEBEZIUM("Debezium's engine");

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
