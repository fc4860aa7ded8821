package dev.firn.sink.catalog;

/**
 * How files are written.
 *
 * @param targetFileBytes the size at which a data file is ended and another begun
 * @param rowGroupBytes the size of a Parquet row group, which every open writer holds in memory
 * @param openPartitions how many partitions' files a load keeps open at a time
 * @param clusterBytes how many bytes of rows a load of a partitioned table gathers, so that rows of a partition are written together
 */
public record WriteSettings(long targetFileBytes, long rowGroupBytes, int openPartitions, long clusterBytes) {

    private static final long MIB = 1024 * 1024;

    /** Modest, since several writers share a heap of 512 MB. */
    public static final WriteSettings DEFAULT = new WriteSettings(256 * MIB, 16 * MIB, 16, 16 * MIB);

    public WriteSettings {
        if (targetFileBytes < 1 || rowGroupBytes < 1 || openPartitions < 1 || clusterBytes < 1) {
            throw new IllegalArgumentException("Sizes and counts of the writer must be greater than zero");
        }
    }
}
