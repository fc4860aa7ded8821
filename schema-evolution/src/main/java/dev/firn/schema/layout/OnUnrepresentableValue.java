package dev.firn.schema.layout;

/** What becomes of a value that its column's Iceberg type does not have: an infinite date, NaN in a decimal, a number of too many digits. */
public enum OnUnrepresentableValue {
    /** Its table stops, and says which value of which row it is. */
    STOP_TABLE,
    /** It is null in the lake, where columns that may hold such values allow null. One in the key stops its table all the same. */
    NULL
}
