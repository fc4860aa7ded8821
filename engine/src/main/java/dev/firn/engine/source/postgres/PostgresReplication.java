package dev.firn.engine.source.postgres;

import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What must stand at the server before its log can be read: the publication, then the slot.
 *
 * <p>In this order, because decoding looks the publication up as it was when a change was made.
 */
final class PostgresReplication {

    private static final int MAX_NAME_LENGTH = 63;

    private final Connections connections;
    private final PostgresTasks tasks;
    private final PostgresCatalog catalog;
    private final PostgresPublication publication;
    private final PostgresSlot slot;
    private volatile boolean slotIsNewerThanPublication;

    PostgresReplication(
            Connections connections,
            PostgresTasks tasks,
            PostgresCatalog catalog,
            PostgresPublication publication,
            PostgresSlot slot) {
        this.connections = connections;
        this.tasks = tasks;
        this.catalog = catalog;
        this.publication = publication;
        this.slot = slot;
    }

    /** The name of a pipeline's slot and publication: what PostgreSQL allows in a slot's name. */
    static String name(String pipeline) {
        String name = "firn_" + pipeline.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        return name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH));
    }

    /**
     * For a pipeline without checkpoint: creates what is missing. A slot that is there is used from where it stands, which is
     * before the first chunk of any load, and that is all that counts; unless there was no publication, without which the server cannot
     * decode what the slot holds back.
     *
     * @return from where on the slot delivers
     */
    PostgresPosition prepare() {
        boolean published = isPublished();
        preparePublication();
        try (Session session = connections.open(tasks.prepareSlot(slot.name()))) {
            Optional<PostgresSlot.Existing> existing = slot.read(session);
            if (existing.isPresent()) {
                slot.requireSound(existing.get());
                slot.requireMade(existing.get());
                if (published) {
                    return existing.get().confirmed();
                }
                slot.drop(session);
            }
            PostgresPosition start = new SlotCreation(connections, tasks, slot).in(session);
            slotIsNewerThanPublication = true;
            return start;
        }
    }

    /**
     * For a pipeline with a checkpoint: slot and publication must still be there, since whatever was changed while one of them
     * was missing cannot be had. The publication's tables follow the configuration.
     */
    void resume() {
        try (Session session = connections.open(tasks.prepareSlot(slot.name()))) {
            slot.requireSound(slot.read(session).orElseThrow(() -> slot.lost("it does not exist")));
        }
        if (!isPublished()) {
            throw slot.lost("the publication " + publication.name() + " was dropped");
        }
        preparePublication();
    }

    /**
     * For a pipeline that streams: the publication's tables follow the configuration. Whoever publishes a table, be it an administrator: it may have
     * been written to before.
     */
    void coverTables() {
        slotIsNewerThanPublication = false;
        List<TableId> tables = preparePublication();
        try (Session session = connections.open(tasks.preparePublication(publication.name()))) {
            publication.narrow(session, tables);
        }
        catalog.published();
    }

    private boolean isPublished() {
        try (Session session = connections.open(tasks.preparePublication(publication.name()))) {
            return publication.exists(session);
        }
    }

    private List<TableId> preparePublication() {
        List<TableId> tables =
                catalog.identifiable().stream().map(SourceTable::id).toList();
        try (Session session = connections.open(tasks.preparePublication(publication.name()))) {
            if (publication.prepare(session, tables)) {
                slotIsNewerThanPublication = false;
            }
        }
        return tables;
    }

    /**
     * Whether the slot was made when the publication had its present tables. If so, every transaction that wrote to them before they were
     * published had ended when the slot began to deliver.
     */
    boolean slotIsNewerThanPublication() {
        return slotIsNewerThanPublication;
    }
}
