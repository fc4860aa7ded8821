package dev.firn.schema.layout;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;

/** How a column's type may grow while files of the narrower type stay readable under the wider one. */
public final class Promotion {

    private Promotion() {}

    /** Whether values of {@code narrow} are read exactly as {@code wide}; a type is as wide as itself. */
    public static boolean isAllowed(Type narrow, Type wide) {
        return narrow.equals(wide)
                || (wide.isPrimitiveType() && TypeUtil.isPromotionAllowed(narrow, wide.asPrimitiveType()));
    }
}
