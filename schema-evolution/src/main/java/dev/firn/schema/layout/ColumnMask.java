package dev.firn.schema.layout;

/** How a column's value is hidden before it reaches any buffer. */
public enum ColumnMask {
    /** The HMAC-SHA-256 of the value's text under the pipeline's secret, as 64 hexadecimal digits. Equal values stay equal. */
    HMAC_SHA256,
    /** The text {@code ***} for every value that is not null. */
    REDACT,
    /** Always null. */
    NULL
}
