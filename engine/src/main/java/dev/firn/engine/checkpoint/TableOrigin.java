package dev.firn.engine.checkpoint;

import dev.firn.engine.source.TableIdentity;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.source.TableDefinition;
import org.jspecify.annotations.Nullable;

/**
 * What the content of a replicated table was made from, and how.
 *
 * @param identity which table of the source; null if it is not known, or if the source tells of other tables under the name by itself
 * @param rules the configuration of the table that decides what its rows are and how they lie, as an opaque text that is equal for
 *     equal rules; empty if it is not known
 * @param definition what the source said of the table, which the lake says too; null if nobody asked yet
 * @param writing how all its files were written, see {@link Writing}
 * @param columns which columns of the source the names of the table's layout are; null where the source has no numbers, or nobody knows them
 */
public record TableOrigin(
        @Nullable TableIdentity identity,
        String rules,
        @Nullable TableDefinition definition,
        Writing writing,
        @Nullable ColumnNumbers columns) {

    /** Of a checkpoint that an older Firn took. */
    public static final TableOrigin UNKNOWN = new TableOrigin(null, "");

    /** How files are written, as far as a table cannot keep what an older Firn wrote. */
    public enum Writing {
        /** With bounds of all columns. */
        WITH_ALL_BOUNDS,
        /** Without bounds of columns whose values readers order differently. */
        WITH_COMMON_BOUNDS;

        /** The way of this Firn. */
        public static Writing present() {
            return WITH_COMMON_BOUNDS;
        }
    }

    /** Of content that is yet to be made. */
    public TableOrigin(@Nullable TableIdentity identity, String rules) {
        this(identity, rules, null, Writing.WITH_ALL_BOUNDS, null);
    }

    public TableOrigin of(@Nullable TableIdentity other) {
        return new TableOrigin(other, rules, definition, writing, columns);
    }

    public TableOrigin by(String otherRules) {
        return new TableOrigin(identity, otherRules, definition, writing, columns);
    }

    public TableOrigin defined(@Nullable TableDefinition other) {
        return new TableOrigin(identity, rules, other, writing, columns);
    }

    /** The same content, whose names are these columns. */
    public TableOrigin called(@Nullable ColumnNumbers other) {
        return new TableOrigin(identity, rules, definition, writing, other);
    }

    /** The same content, of which every file is written as this Firn writes. */
    public TableOrigin writtenNow() {
        return new TableOrigin(identity, rules, definition, Writing.present(), columns);
    }

    /** The same, by the rules if none are known. */
    public TableOrigin orBy(String supposedRules) {
        return rules.isEmpty() ? by(supposedRules) : this;
    }

    /** Whether the identity tells more of the very same table, as far as anybody knows. */
    public boolean isKnownBetterBy(@Nullable TableIdentity seen) {
        return seen != null && !seen.equals(identity) && (identity == null || seen.isSameTable(identity));
    }
}
