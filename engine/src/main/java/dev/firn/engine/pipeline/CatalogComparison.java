package dev.firn.engine.pipeline;

import dev.firn.engine.pipeline.CatalogView.Present;
import dev.firn.engine.source.SilentChange;
import dev.firn.engine.source.TableIdentity;
import dev.firn.schema.change.ColumnPolicy.OnIncompatibleChange;
import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.mapping.LayoutResult;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the source's catalog says, applied to the tables that the pipeline knows. Under the run's lock. */
final class CatalogComparison {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogComparison.class);

    private final RunContext run;
    private final Replicas replicas;

    CatalogComparison(RunContext run, Replicas replicas) {
        this.run = run;
        this.replicas = replicas;
    }

    /**
     * For a pipeline that knows no table yet: the tables of the first start. The stream may begin long before the catalog was read, at a slot that is
     * there already, and bring changes of tables that had these names before.
     */
    void first(Present present) {
        replicas.warn(present.warnings(), present.layouts().keySet());
        present.refusals().forEach(replicas::refuse);
        present.layouts()
                .forEach((table, result) ->
                        replicas.appearedAhead(present.position(), table, result, present.identity(table)));
        describe(present);
    }

    /**
     * What must be settled before the first event: tables that the source cannot deliver, and tables that are configured otherwise than when
     * they were loaded, of which the stream brings rows that do not fit those they have.
     */
    void beforeTheStream(Present present) {
        replicas.warn(present.warnings(), present.layouts().keySet());
        refuse(present);
        for (Replica replica : List.copyOf(replicas.all())) {
            LayoutResult now = present.layouts().get(replica.table());
            if (now instanceof LayoutResult.Replicable replicable && isNotLoadedYet(replica, present)) {
                replica.loadBehind(
                        present.position(), present.identity(replica.table()), replicable.layout(), Replicas.NEW);
            } else if (now != null
                    && replica.origin().isMadeByOtherRules()
                    && !(replica.standing() instanceof Standing.Gone)) {
                if (now instanceof LayoutResult.Replicable replicable) {
                    replica.load(
                            replicable.layout(),
                            "its configuration has changed; readers see the old content until the new is complete",
                            present.position(),
                            Duration.ZERO);
                } else if (now instanceof LayoutResult.Refused refused) {
                    replica.stop(Replicas.reason(refused), Replicas.REMEDY);
                }
            } else {
                if (now instanceof LayoutResult.Replicable replicable) {
                    FormerFiles.replace(replica, replicable.layout(), present.position(), run);
                }
                if (present.identities() != null) {
                    // What it waited for before is not remembered; the log may have told of columns that the catalog
                    // has not any more.
                    replica.beginBehind(
                            present.position(),
                            now instanceof LayoutResult.Replicable replicable ? replicable.layout() : null);
                }
            }
        }
    }

    /** Whether a table of a first start still waits until the stream has passed what had its name before. */
    private static boolean isNotLoadedYet(Replica replica, Present present) {
        return present.identities() != null
                && replica.standing() instanceof Standing.Loading
                && replica.origin().now().identity() == null;
    }

    private void refuse(Present present) {
        present.refusals().forEach((table, refusal) -> {
            if (replicas.get(table) != null || replicas.follows(table)) {
                replicas.refuse(table, refusal);
            }
        });
    }

    /** All that the start found; the stream has passed the moment. A stopped table that was changed since is tried again. */
    void afterTheStart(Present present) {
        apply(present, (stopped, now) -> !now.layout().equals(stopped.layout()));
    }

    /** All that a later look found; the stream has passed the moment. A table is tried again that could not be followed at all. */
    void later(Present present) {
        apply(present, (stopped, now) -> stopped.layout() == null);
    }

    private void apply(Present present, BiPredicate<Replica, LayoutResult.Replicable> mayGoOn) {
        replicas.warn(present.warnings(), present.layouts().keySet());
        Set<TableId> renamed = new HashSet<>();
        for (Replica replica : List.copyOf(replicas.all())) {
            if (!(replica.standing() instanceof Standing.Gone)) {
                compare(replica, present, renamed);
            }
        }
        refuse(present);
        present.layouts().forEach((table, result) -> {
            Replica known = replicas.get(table);
            if (known == null) {
                appeared(table, result, present.identity(table), renamed);
            } else if (known.standing() instanceof Standing.Gone) {
                if (!isTold(known, present)) {
                    reappeared(known, result, present.identity(table), renamed);
                }
            } else if (!isReplaced(known, result, present.identity(table))
                    && known.standing() instanceof Standing.Stopped
                    && !isTold(known, present)
                    && result instanceof LayoutResult.Replicable replicable
                    && mayGoOn.test(known, replicable)) {
                load(known, result, present.identity(table), "it can be replicated again");
            }
        });
        replicas.all().forEach(replica -> replica.identified(present.identity(replica.table())));
        describe(present);
    }

    private void describe(Present present) {
        present.definitions().forEach((table, definition) -> {
            Replica replica = replicas.get(table);
            if (replica != null && present.layouts().get(table) instanceof LayoutResult.Replicable replicable) {
                replica.description().told(definition, replicable.layout());
            }
        });
    }

    /**
     * Names under which the log told rows, and that no table has: theirs has another name again, or is gone. The log does not say which, so every table
     * is loaded again that it could have been, by its columns: one that went and came back looks as if it had never been away.
     */
    void notFound(Map<TableId, Set<String>> sought, Present present) {
        sought.forEach((name, columns) -> {
            if (!present.has(name) && present.identity(name) == null) {
                for (Replica replica : List.copyOf(replicas.all())) {
                    if (mayHaveBeen(replica, name, columns, present)
                            && present.layouts().get(replica.table()) instanceof LayoutResult.Replicable now) {
                        replica.loadFrom(
                                present.identity(replica.table()),
                                now.layout(),
                                "the log told rows of " + name + ", which no table is called any more: it may have been"
                                        + " this one");
                    }
                }
            }
        });
    }

    private static boolean mayHaveBeen(Replica replica, TableId stranger, Set<String> columns, Present present) {
        boolean isThere =
                replica.standing() instanceof Standing.Streaming || replica.standing() instanceof Standing.Loading;
        if (!isThere || !replica.table().schema().equals(stranger.schema())) {
            return false;
        }
        TableLayout known = replica.layout();
        return (known != null && columns.containsAll(columns(known)))
                || (present.layouts().get(replica.table()) instanceof LayoutResult.Replicable now
                        && columns.containsAll(columns(now.layout())));
    }

    /** The columns that the table has at the source, as far as they are replicated. */
    static Set<String> columns(TableLayout layout) {
        Set<String> columns = layout.columns().stream().map(LakeColumn::name).collect(Collectors.toSet());
        for (ChangelogColumn own : ChangelogColumn.values()) {
            columns.remove(own.column().name());
        }
        return columns;
    }

    /** Whether the log told of the table what the catalog, looked at before or after, may not know. */
    private boolean isTold(Replica replica, Present present) {
        return present.identities() == null && replicas.isTold(replica.table());
    }

    /** Finds out whether the table is still there. */
    private void compare(Replica replica, Present present, Set<TableId> renamed) {
        TableIdentity known = replica.origin().now().identity();
        TableIdentity now = present.identity(replica.table());
        if (known != null && (now == null || !now.isSameTable(known))) {
            TableId elsewhere = nameOf(known, present);
            if (elsewhere != null) {
                replicas.renamed(replica, elsewhere);
                renamed.add(elsewhere);
            } else if (now == null) {
                replicas.dropped(replica);
            }
        } else if (!present.has(replica.table()) && !isTold(replica, present)) {
            replicas.dropped(replica);
        }
    }

    private static @Nullable TableId nameOf(TableIdentity identity, Present present) {
        Map<TableId, TableIdentity> all = present.identities();
        if (all == null) {
            return null;
        }
        return all.entrySet().stream()
                .filter(entry -> entry.getValue().isSameTable(identity))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Whether what is called so now is not what was replicated, and is loaded for that. */
    private boolean isReplaced(Replica known, LayoutResult result, @Nullable TableIdentity now) {
        TableIdentity before = known.origin().now().identity();
        if (now == null || before == null) {
            return false;
        }
        if (!now.isSameTable(before)) {
            load(known, result, now, "it was dropped and created again");
            return true;
        }
        if (!now.isCoveredSince(before)) {
            load(known, result, now, "the log did not carry its changes for a while");
            return true;
        }
        Optional<SilentChange> change = known.standing().mayMissSilentChanges()
                ? run.source().catalog().silentChange(before, now)
                : Optional.empty();
        change.ifPresent(silent -> follow(known, result, now, silent));
        return change.isPresent();
    }

    /** Of a change that no event tells. */
    private void follow(Replica known, LayoutResult result, TableIdentity now, SilentChange change) {
        if (result instanceof LayoutResult.Replicable replicable) {
            follow(known, replicable.layout(), now, change);
        } else {
            load(known, result, now, change.what());
        }
    }

    private void follow(Replica known, TableLayout layout, TableIdentity now, SilentChange change) {
        if (change instanceof SilentChange.Converted && layout.mode() == TableMode.CHANGELOG) {
            return; // it tells what was
        }
        if (change instanceof SilentChange.Doubtful) {
            LOG.warn(
                    "Table {}: {}; if it had, load the table again: firn resync {}",
                    known.table(),
                    change.what(),
                    known.table());
            known.note(change.what());
        } else if (run.settings().columns().of(known.table()).onIncompatibleChange()
                == OnIncompatibleChange.STOP_TABLE) {
            known.stopUnder(
                    layout,
                    "At the source, " + change.what() + ", which its log does not tell; and on-incompatible-change is"
                            + " stop-table",
                    FailurePolicy.loadAgain(known.table().toString()));
        } else {
            known.loadFrom(now, layout, change.what() + ", which the log does not tell");
            known.note("load again: " + change.what());
        }
    }

    private void load(Replica known, LayoutResult result, @Nullable TableIdentity now, String reason) {
        if (result instanceof LayoutResult.Replicable replicable) {
            known.loadFrom(now, replicable.layout(), reason);
        } else if (result instanceof LayoutResult.Refused refused) {
            known.stop(Replicas.reason(refused), Replicas.REMEDY);
        }
    }

    private void reappeared(Replica gone, LayoutResult result, @Nullable TableIdentity now, Set<TableId> renamed) {
        if (renamed.contains(gone.table()) && replicas.withholdsRenamed()) {
            gone.stop(Replicas.RENAMED, Replicas.renamedRemedy(gone.table()));
        } else {
            load(gone, result, now, "it is there again");
        }
    }

    private void appeared(TableId table, LayoutResult result, @Nullable TableIdentity now, Set<TableId> renamed) {
        if (renamed.contains(table)) {
            replicas.appearedByName(table, result, now);
        } else if (replicas.follows(table)) {
            replicas.appeared(table, result, now);
        }
    }

    /**
     * Tells whether the identities of all tables hold news, without the lock.
     *
     * @param thorough whether a table that could not be replicated is reason enough to look at everything
     */
    Predicate<Map<TableId, TableIdentity>> news(boolean thorough) {
        Map<TableId, TableIdentity> known = new HashMap<>();
        Set<TableId> gone = new HashSet<>();
        boolean any = false;
        for (Replica replica : replicas.all()) {
            TableIdentity identity = replica.origin().now().identity();
            if (replica.standing() instanceof Standing.Gone) {
                gone.add(replica.table());
            } else if (identity != null) {
                known.put(replica.table(), identity);
                any |= thorough && replica.standing() instanceof Standing.Stopped && replica.layout() == null;
            } else {
                any = true;
            }
        }
        boolean always = any;
        return present -> always
                || known.entrySet().stream().anyMatch(entry -> isOther(entry.getValue(), present.get(entry.getKey())))
                || present.keySet().stream()
                        .anyMatch(table -> gone.contains(table)
                                ? run.settings().selection().selects(table)
                                : !known.containsKey(table) && replicas.follows(table));
    }

    private static boolean isOther(TableIdentity known, @Nullable TableIdentity now) {
        return !known.equals(now);
    }
}
