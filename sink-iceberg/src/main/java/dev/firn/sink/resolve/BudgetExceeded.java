package dev.firn.sink.resolve;

import java.util.Locale;

/** To find the rows, more would have to be read than is allowed. */
public final class BudgetExceeded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BudgetExceeded(long needed, long allowed, int files) {
        super(String.format(
                Locale.ROOT,
                "to find the rows that it deletes, %s of key columns in %d data files would have to be read, and sink.resolve-budget is %s",
                megabytes(needed),
                files,
                megabytes(allowed)));
    }

    private static String megabytes(long bytes) {
        return (bytes + (1 << 20) - 1) / (1 << 20) + " MB";
    }
}
