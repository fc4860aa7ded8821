package dev.firn.sink.commit;

import dev.firn.engine.lake.Resolution;
import dev.firn.sink.resolve.FoundRows;
import dev.firn.sink.resolve.LivePositions;
import dev.firn.sink.resolve.RowFile;
import dev.firn.sink.write.StagedManifests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.util.ContentFileUtil;
import org.jspecify.annotations.Nullable;

/** What was found for an earlier snapshot of a table: it still holds for the files that were there then and are now. */
final class KnownRows {

    private static final long NOTHING = -1;

    private final LivePositions live;
    private final long sequenceNumber;
    private final Map<String, DeleteFile> found;
    private final Map<String, FoundRows> stillThere = new HashMap<>();

    private KnownRows(LivePositions live, long sequenceNumber, Map<String, DeleteFile> found) {
        this.live = live;
        this.sequenceNumber = sequenceNumber;
        this.found = found;
    }

    static KnownRows of(TableView view, @Nullable Resolution known, Resolution.@Nullable Run run) {
        Map<String, DeleteFile> found = new HashMap<>();
        if (known == null || run == null) {
            return new KnownRows(new LivePositions(view.io()), NOTHING, found);
        }
        StagedManifests.readDeletes(
                run.deletes().deleteManifests(),
                view.io(),
                view.table().specs(),
                file -> found.put(ContentFileUtil.referencedDataFileLocation(file), file));
        return new KnownRows(new LivePositions(view.io()), known.sequenceNumber(), found);
    }

    /** Whether the file need not be read again; whatever was found in it is kept. */
    boolean covers(RowFile file) {
        Long added = file.file().fileSequenceNumber();
        if (added == null || added > sequenceNumber) {
            return false;
        }
        DeleteFile known = found.get(file.file().location());
        if (known != null && !stillThere.containsKey(file.file().location())) {
            PositionDeleteIndex positions = live.of(file.file(), List.of(known));
            live.of(file.file(), file.deletes()).forEach(positions::delete);
            stillThere.put(
                    file.file().location(),
                    new FoundRows(file.file(), positions, LivePositions.fileScoped(file.deletes())));
        }
        return true;
    }

    List<FoundRows> stillThere() {
        return new ArrayList<>(stillThere.values());
    }
}
