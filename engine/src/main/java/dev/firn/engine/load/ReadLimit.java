package dev.firn.engine.load;

/**
 * The most that all loads together read from the source.
 *
 * @param rowsPerSecond 0 for no limit
 * @param bytesPerSecond of the rows' values, about; 0 for no limit
 */
public record ReadLimit(long rowsPerSecond, long bytesPerSecond) {

    public static final ReadLimit NONE = new ReadLimit(0, 0);

    public ReadLimit {
        if (rowsPerSecond < 0 || bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "A limit is not negative, got " + rowsPerSecond + " rows/s and " + bytesPerSecond + " bytes/s");
        }
    }
}
