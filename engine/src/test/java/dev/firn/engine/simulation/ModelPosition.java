package dev.firn.engine.simulation;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import java.time.Instant;

/** A place in the model database's log: how many transactions were committed. */
record ModelPosition(int committed) implements SourcePosition {

    @Override
    public boolean reached(SourcePosition target) {
        return committed >= ((ModelPosition) target).committed;
    }

    static ModelPosition parse(String text) {
        return new ModelPosition(Integer.parseInt(text.substring("log/".length())));
    }

    @Override
    public String toString() {
        return "log/" + committed;
    }

    /** A mark at a position. */
    record Mark(ModelPosition position, Instant sourceTimestamp) implements SourceMark {}
}
