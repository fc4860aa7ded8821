package dev.firn.sink.catalog;

/** How a table's delete files say which rows are gone. */
public enum DeleteKind {
    /** By the values of the key. Nothing is looked up for it, and not every engine reads it. */
    EQUALITY,
    /** By file and position: one position-delete file a data file, deletion vectors from format version 3 on. The rows are looked up before the commit. */
    RESOLVED
}
