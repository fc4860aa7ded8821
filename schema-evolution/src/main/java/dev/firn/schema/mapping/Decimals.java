package dev.firn.schema.mapping;

import dev.firn.schema.mapping.MappedType.Supported;
import dev.firn.schema.mapping.MappedType.Unsupported;
import dev.firn.schema.source.SourceType;
import org.apache.iceberg.types.Types;

/** The rule for exact numbers, which both databases share. */
final class Decimals {

    /** The most digits that Iceberg's decimal holds. */
    static final int MAX_PRECISION = 38;

    private Decimals() {}

    /** Maps a decimal whose precision is given; a scale that is not given is 0, as in SQL. */
    static MappedType map(SourceType type) {
        int precision = type.length();
        int scale = type.scale() == SourceType.UNSPECIFIED ? 0 : type.scale();
        if (precision > MAX_PRECISION) {
            return new Unsupported(type + " may have more than the " + MAX_PRECISION
                    + " digits of Iceberg's decimal; give the column a precision of at most " + MAX_PRECISION);
        }
        // PostgreSQL allows both numeric(5,-2) and numeric(3,5); Parquet allows neither.
        if (precision < 1 || scale < 0 || scale > precision) {
            return new Unsupported(
                    type + " has a scale outside 0 to its precision, which Iceberg's decimal does not allow;"
                            + " give the column a scale between 0 and its precision");
        }
        return new Supported(Types.DecimalType.of(precision, scale));
    }
}
