package dev.firn.sink.catalog;

import dev.firn.engine.source.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Does to catalog and warehouse, on a table of its own, what a pipeline does, and ends at the first step that fails, since the later ones
 * need it. What it made, it removes.
 */
public final class LakeProbe {

    private static final Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

    private final Catalog catalog;
    private final CatalogSettings settings;
    private final Namespace namespace;
    private final TableIdentifier name;
    private final List<Finding> findings = new ArrayList<>();
    private boolean failed;
    private boolean madeNamespace;
    private @Nullable Table table;

    public LakeProbe(Catalog catalog, LakeSettings settings, TableNames names) {
        this.catalog = catalog;
        this.settings = settings.catalog();
        this.namespace = names.namespace();
        String unique = UUID.randomUUID().toString().replace("-", "");
        this.name = TableIdentifier.of(namespace, "firn_probe_" + unique);
    }

    /** One finding a step. */
    public List<Finding> run() {
        step("catalog: namespace " + namespace, "it is there or can be created", this::provideNamespace);
        step("catalog: tables", "one was created and changed", this::changeTable);
        step("warehouse", "a file was written, read and deleted", this::useFile);
        failed = false;
        if (table != null) {
            step("catalog: drop tables", "the probe's table was dropped", () -> catalog.dropTable(name, true));
        }
        if (madeNamespace) {
            step(
                    "catalog: drop namespace",
                    "the probe's namespace was dropped",
                    () -> ((SupportsNamespaces) catalog).dropNamespace(namespace));
        }
        return findings;
    }

    private void step(String subject, String done, Runnable action) {
        if (failed) {
            return;
        }
        try {
            action.run();
            findings.add(Finding.ok(subject, done));
        } catch (RuntimeException e) {
            failed = true;
            Fault fault = Fault.of(e);
            String remedy = fault == Fault.ACCESS_DENIED ? settings.permissions() : fault.remedy();
            findings.add(Finding.failure(subject, Fault.finding(e), remedy));
        }
    }

    private void provideNamespace() {
        if (catalog instanceof SupportsNamespaces namespaces && !namespaces.namespaceExists(namespace)) {
            namespaces.createNamespace(namespace);
            madeNamespace = true;
        }
    }

    private void changeTable() {
        Table created = catalog.createTable(name, SCHEMA);
        table = created;
        created.updateProperties().set("firn.probe", "true").commit();
    }

    private void useFile() {
        Table probed = catalog.loadTable(name);
        FileIO io = probed.io();
        String location = probed.locationProvider().newDataLocation("probe-" + UUID.randomUUID());
        try (OutputStream output = io.newOutputFile(location).create()) {
            output.write(1);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + location, e);
        }
        try (InputStream input = io.newInputFile(location).newStream()) {
            if (input.read() != 1) {
                throw new IllegalStateException(
                        "The warehouse gave back another value than was written to " + location);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + location, e);
        }
        io.deleteFile(location);
    }
}
