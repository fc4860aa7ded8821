package dev.firn.schema.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class PromotionTest {

    private static final Type INT = Types.IntegerType.get();
    private static final Type LONG = Types.LongType.get();
    private static final Type FLOAT = Types.FloatType.get();
    private static final Type DOUBLE = Types.DoubleType.get();
    private static final Type DECIMAL_10 = Types.DecimalType.of(10, 2);
    private static final Type DECIMAL_12 = Types.DecimalType.of(12, 2);

    private static final List<Type> ALL = List.of(
            INT,
            LONG,
            FLOAT,
            DOUBLE,
            DECIMAL_10,
            DECIMAL_12,
            Types.DecimalType.of(12, 3),
            Types.DecimalType.of(20, 0),
            Types.BooleanType.get(),
            Types.StringType.get(),
            Types.BinaryType.get(),
            Types.UUIDType.get(),
            Types.DateType.get(),
            Types.TimeType.get(),
            Types.TimestampType.withZone(),
            Types.TimestampType.withoutZone(),
            Types.ListType.ofOptional(1, INT));

    private static final Map<Type, Type> PROMOTIONS = Map.of(INT, LONG, FLOAT, DOUBLE, DECIMAL_10, DECIMAL_12);

    /** Each pair of types: a later Iceberg that promotes more must not change what Firn does unseen. */
    @Test
    void allowsThreePromotionsAndNoOther() {
        for (Type narrow : ALL) {
            for (Type wide : ALL) {
                boolean expected = narrow == wide || Set.of(wide).contains(PROMOTIONS.getOrDefault(narrow, narrow));
                assertThat(Promotion.isAllowed(narrow, wide))
                        .as("%s as %s", narrow, wide)
                        .isEqualTo(expected);
            }
        }
    }
}
