package dev.firn.schema.change;

import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;

/** Real Iceberg tables, kept in memory. */
final class MemoryTables implements AutoCloseable {

    private static final Namespace LAKE = Namespace.of("lake");

    private final InMemoryCatalog catalog = new InMemoryCatalog();
    private int created;

    MemoryTables() {
        catalog.initialize("memory", Map.of());
        catalog.createNamespace(LAKE);
    }

    Table create(TableLayout layout) {
        return create(layout, 2);
    }

    Table create(TableLayout layout, int formatVersion) {
        created++;
        return catalog.buildTable(TableIdentifier.of(LAKE, "t" + created), LakeSchemas.initial(layout))
                .withProperty("format-version", String.valueOf(formatVersion))
                .create();
    }

    @Override
    public void close() {
        try {
            catalog.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
