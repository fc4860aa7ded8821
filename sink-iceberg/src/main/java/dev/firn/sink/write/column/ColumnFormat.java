package dev.firn.sink.write.column;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.TableProperties;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/**
 * How files are laid out and compressed: what a table's properties say of it.
 *
 * @param rowGroupBytes at which size a row group is ended
 * @param pageBytes at which size a page is ended, before it is compressed
 * @param pageRows at how many rows a page is ended
 * @param dictionaryBytes how many bytes of values a dictionary takes
 * @param codec how pages are compressed
 * @param compression what else the codec has to know
 * @param properties all of them
 */
public record ColumnFormat(
        long rowGroupBytes,
        int pageBytes,
        int pageRows,
        int dictionaryBytes,
        CompressionCodecName codec,
        Configuration compression,
        Map<String, String> properties) {

    private static final String PARQUET = "write.parquet.";

    /** What says when Iceberg's writer looks at the size of a row group: this one always knows it. */
    private static final Set<String> MET = Set.of(
            TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
            TableProperties.PARQUET_PAGE_SIZE_BYTES,
            TableProperties.PARQUET_PAGE_ROW_LIMIT,
            TableProperties.PARQUET_DICT_SIZE_BYTES,
            TableProperties.PARQUET_COMPRESSION,
            TableProperties.PARQUET_COMPRESSION_LEVEL,
            TableProperties.PARQUET_ROW_GROUP_CHECK_MIN_RECORD_COUNT,
            TableProperties.PARQUET_ROW_GROUP_CHECK_MAX_RECORD_COUNT);

    public ColumnFormat {
        properties = Map.copyOf(properties);
    }

    /** Whether files can be written that have all that the properties ask for; Bloom filters, for one, they cannot have. */
    public static boolean meets(Map<String, String> properties) {
        return properties.keySet().stream()
                .filter(key -> key.startsWith(PARQUET) || key.startsWith("parquet."))
                .allMatch(key -> MET.contains(key)
                        || key.startsWith(TableProperties.PARQUET_DICT_ENCODING_ENABLED_COLUMN_PREFIX)
                        || key.startsWith(TableProperties.PARQUET_COLUMN_STATS_ENABLED_PREFIX));
    }

    /** The format that the properties ask for, with Iceberg's defaults. */
    public static ColumnFormat of(Map<String, String> properties) {
        CompressionCodecName codec = CompressionCodecName.fromConf(properties
                .getOrDefault(TableProperties.PARQUET_COMPRESSION, TableProperties.PARQUET_COMPRESSION_DEFAULT)
                .toUpperCase(Locale.ROOT));
        return new ColumnFormat(
                number(
                        properties,
                        TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
                        TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT),
                number(
                        properties,
                        TableProperties.PARQUET_PAGE_SIZE_BYTES,
                        TableProperties.PARQUET_PAGE_SIZE_BYTES_DEFAULT),
                number(
                        properties,
                        TableProperties.PARQUET_PAGE_ROW_LIMIT,
                        TableProperties.PARQUET_PAGE_ROW_LIMIT_DEFAULT),
                number(
                        properties,
                        TableProperties.PARQUET_DICT_SIZE_BYTES,
                        TableProperties.PARQUET_DICT_SIZE_BYTES_DEFAULT),
                codec,
                compression(codec, properties.get(TableProperties.PARQUET_COMPRESSION_LEVEL)),
                properties);
    }

    private static int number(Map<String, String> properties, String key, int byDefault) {
        String text = properties.get(key);
        return text == null ? byDefault : Integer.parseInt(text);
    }

    /** Without Hadoop's own defaults, which are an XML file of 130 kB. */
    private static Configuration compression(CompressionCodecName codec, @Nullable String level) {
        Configuration configuration = new Configuration(false);
        if (level != null) {
            switch (codec) {
                case GZIP -> configuration.set("zlib.compress.level", level);
                case BROTLI -> configuration.set("compression.brotli.quality", level);
                case ZSTD -> configuration.set("parquet.compression.codec.zstd.level", level);
                default -> {
                    // It has no levels.
                }
            }
        }
        return configuration;
    }

    /** Whether the file says of a column how many values are null, and which are the least and the greatest. */
    boolean keepsStatistics(String column) {
        return !"false".equalsIgnoreCase(properties.get(TableProperties.PARQUET_COLUMN_STATS_ENABLED_PREFIX + column));
    }

    /** Whether a column may have a dictionary. */
    boolean triesDictionary(String column) {
        return !"false"
                .equalsIgnoreCase(properties.get(TableProperties.PARQUET_DICT_ENCODING_ENABLED_COLUMN_PREFIX + column));
    }
}
