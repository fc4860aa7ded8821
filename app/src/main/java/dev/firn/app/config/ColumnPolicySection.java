package dev.firn.app.config;

import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.change.ColumnPolicy.Backfill;
import dev.firn.schema.change.ColumnPolicy.Follow;
import dev.firn.schema.change.ColumnPolicy.OnColumnDrop;
import dev.firn.schema.change.ColumnPolicy.OnIncompatibleChange;

/** The keys that say which changes of columns are followed, of {@code tables} and of an override. */
final class ColumnPolicySection {

    private ColumnPolicySection() {}

    /** Those of {@code tables}, where {@code follow} says more than this and has been read. */
    static ColumnPolicy read(Section section, TablesSection.Follow follow) {
        Follow columns = switch (follow) {
            case TABLES_AND_COLUMNS, COLUMNS -> Follow.COLUMNS;
            case NONE -> Follow.NONE;
        };
        return read(section, columns, ColumnPolicy.DEFAULT);
    }

    /** Those of an override; what it does not say is as for all tables. */
    static ColumnPolicy read(Section section, ColumnPolicy forAll) {
        return read(section, section.entry("follow").choice(Follow.class, forAll.follow()), forAll);
    }

    private static ColumnPolicy read(Section section, Follow follow, ColumnPolicy otherwise) {
        return new ColumnPolicy(
                follow,
                section.entry("on-column-drop").choice(OnColumnDrop.class, otherwise.onColumnDrop()),
                section.entry("on-incompatible-change")
                        .choice(OnIncompatibleChange.class, otherwise.onIncompatibleChange()),
                section.entry("backfill").choice(Backfill.class, otherwise.backfill()));
    }
}
