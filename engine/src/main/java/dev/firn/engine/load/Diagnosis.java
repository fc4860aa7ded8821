package dev.firn.engine.load;

import dev.firn.engine.source.ReadColumns;
import dev.firn.engine.work.Job;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.TableLayout;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds out why the source refuses to read a table: it may have been changed or dropped since the stream announced it. */
public final class Diagnosis implements Job<LayoutCheck.Finding> {

    private final TableLayout layout;
    private final @Nullable ColumnNumbers known;
    private final Throwable failure;
    private final LoadContext context;
    private final LoadListener listener;
    private final BooleanSupplier wanted;
    private final Consumer<Throwable> otherwise;

    /**
     * Makes one.
     *
     * @param layout what was read by
     * @param known which columns its names were taken for; null if that does not matter
     * @param failure what the source said
     * @param wanted whether anybody still wants to know
     * @param otherwise gets the failure if nothing is new
     */
    public Diagnosis(
            TableLayout layout,
            @Nullable ColumnNumbers known,
            Throwable failure,
            LoadContext context,
            LoadListener listener,
            BooleanSupplier wanted,
            Consumer<Throwable> otherwise) {
        this.layout = layout;
        this.known = known;
        this.failure = failure;
        this.context = context;
        this.listener = listener;
        this.wanted = wanted;
        this.otherwise = otherwise;
    }

    /** Tells the listener what is new in the catalog; true if nothing is. */
    static boolean isUnchanged(LayoutCheck.Finding finding, LoadListener listener) {
        if (finding instanceof LayoutCheck.Finding.Missing) {
            listener.tableIsMissing();
        } else if (finding instanceof LayoutCheck.Finding.Refused refused) {
            listener.tableIsRefused(refused.problems());
        } else if (finding instanceof LayoutCheck.Finding.Changed changed) {
            listener.layoutChanged(changed);
        } else {
            return true;
        }
        return false;
    }

    @Override
    public boolean wanted() {
        return wanted.getAsBoolean();
    }

    @Override
    public String what() {
        return "look up " + layout.table() + ", which could not be read";
    }

    @Override
    public LayoutCheck.Finding perform() {
        LayoutCheck.Finding finding = context.check().of(layout);
        if (known == null || !(finding instanceof LayoutCheck.Finding.Same)) {
            return finding;
        }
        ReadColumns columns = context.reader().columns(layout).orElse(null);
        return context.check().orChanged(finding, layout, columns, known, null);
    }

    @Override
    public void done(LayoutCheck.Finding finding) {
        if (isUnchanged(finding, listener)) {
            otherwise.accept(failure);
        }
    }

    @Override
    public void gaveUp(Throwable second) {
        failure.addSuppressed(second);
        otherwise.accept(failure);
    }
}
