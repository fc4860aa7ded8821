package dev.firn.sink.maintenance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.sink.write.IncompleteRows;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.iceberg.io.FileIO;

/** What the names of files below a table's location tell of them. */
final class TableLocation {

    private static final JsonFactory JSON = new JsonFactory();

    private TableLocation() {}

    /** Where the files of a table are looked for: never beside it, where another table may have a name that begins alike. */
    static String prefix(String location) {
        return location.endsWith("/") ? location : location + "/";
    }

    /** Whether Iceberg's writers, or Firn's of rows that lack values, give files such names; anything else was put there by somebody who wants it there. */
    static boolean isOfIceberg(String location) {
        String name = location.substring(location.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return name.endsWith(".parquet")
                || name.endsWith(".avro")
                || name.endsWith(".orc")
                || name.endsWith(".puffin")
                || name.endsWith(".stats")
                || name.endsWith(IncompleteRows.ENDING)
                || isMetadata(location);
    }

    static boolean isMetadata(String location) {
        return location.endsWith(".metadata.json")
                || location.endsWith(".metadata.json.gz")
                || location.endsWith(".gz.metadata.json");
    }

    /** The folder of a table, below a prefix, that a file of metadata belongs to; empty if the file is not one, or belongs to the prefix itself. */
    static Optional<String> nestedTable(String prefix, String location) {
        int folder = location.lastIndexOf("/metadata/");
        return isMetadata(location) && folder > prefix.length() - 1
                ? Optional.of(location.substring(0, folder + 1))
                : Optional.empty();
    }

    /** The UUID of the table that a file of metadata is of; empty if it does not say. It stands near the beginning, and no more is read. */
    static Optional<String> uuid(FileIO io, String metadata) throws IOException {
        boolean isCompressed = metadata.endsWith(".metadata.json.gz") || metadata.endsWith(".gz.metadata.json");
        try (InputStream file = io.newInputFile(metadata).newStream();
                InputStream text = isCompressed ? new GZIPInputStream(file) : new FilterInputStream(file) {};
                JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (field.equals("table-uuid")) {
                    return Optional.ofNullable(parser.getText());
                }
                parser.skipChildren();
            }
            return Optional.empty();
        }
    }
}
