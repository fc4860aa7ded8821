package dev.firn.sink.table;

/**
 * The names of what Firn records: in the properties of its tables, which survive the expiry of snapshots, and in the summaries of its
 * snapshots, for whoever queries as of a checkpoint. Both are part of the format: a name is never given another meaning.
 */
public final class FirnProperties {

    /** The pipeline that owns the table, by its name. */
    public static final String PIPELINE = "firn.pipeline";

    /**
     * The life of the pipeline that owns the table: the UUID of its checkpoint table. Checkpoint numbers mean something within
     * one life only, for a pipeline whose checkpoint table was dropped starts again at 1.
     */
    public static final String PIPELINE_ID = "firn.pipeline-id";

    /** The newest checkpoint that is in the table. */
    public static final String CHECKPOINT = "firn.checkpoint";

    /** The source table, {@code schema.name}. */
    public static final String SOURCE_TABLE = "firn.source-table";

    /** The partition spec that every data file has been written with, if the table was empty when it got the spec. */
    public static final String SOLE_SPEC = "firn.sole-partition-spec-id";

    /** How Firn partitioned the table, as {@code partition-by} was written; absent if it did not. */
    public static final String PARTITION_BY = "firn.partition-by";

    /** The field ids of the key that the table gets when the load that it waits for has committed, separated by blanks. */
    public static final String KEY_AFTER_LOAD = "firn.key-field-ids-after-load";

    /** The types that columns of the key get when that load has committed: {@code field id:type}, separated by semicolons. */
    public static final String KEY_TYPES_AFTER_LOAD = "firn.key-types-after-load";

    /** The columns and the key as Firn left them, see {@link KnownColumns}. */
    public static final String COLUMNS = "firn.columns";

    /** Where the source's log stood. */
    public static final String SOURCE_POSITION = "firn.source-position";

    /** When the source committed the last transaction before the position, ISO 8601 in UTC. */
    public static final String SOURCE_TIMESTAMP = "firn.source-timestamp";

    /** The host of the process that prepared the checkpoint. */
    public static final String OWNER_HOST = "firn.owner-host";

    /** Its process id there. */
    public static final String OWNER_PROCESS = "firn.owner-process";

    /** What tells one start of the process from another. */
    public static final String OWNER_INCARNATION = "firn.owner-incarnation";

    /** Where the state of the checkpoint is stored. */
    public static final String STATE = "firn.state";

    /** The states of the checkpoints before it that are kept, newest first, separated by blanks. */
    public static final String EARLIER_STATES = "firn.earlier-states";

    /** In the summary of a snapshot that changes no row: what maintenance did. It carries no life of a pipeline, so that it counts for no checkpoint. */
    public static final String MAINTENANCE = "firn.maintenance";

    /** The checkpoint that the branch {@code clean} stands at. */
    public static final String CLEAN_CHECKPOINT = "firn.clean-checkpoint";

    /** The snapshot of the main branch that it was made of. */
    public static final String CLEAN_SNAPSHOT = "firn.clean-snapshot";

    /** When it was made, ISO 8601 in UTC. */
    public static final String CLEAN_AT = "firn.clean-at";

    private FirnProperties() {}
}
