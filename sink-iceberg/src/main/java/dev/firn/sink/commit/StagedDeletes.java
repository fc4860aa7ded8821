package dev.firn.sink.commit;

import dev.firn.sink.write.WriteTarget;
import java.util.Objects;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;

/** Delete files with keys that were staged a while ago. */
final class StagedDeletes {

    private StagedDeletes() {}

    /**
     * The delete file as it reaches all rows that it is for. One that was written for a partition reaches files of its spec only, and somebody
     * may have partitioned the table otherwise since.
     */
    static DeleteFile reaching(Table table, DeleteFile delete) {
        PartitionSpec spec =
                Objects.requireNonNull(table.specs().get(delete.specId()), "the spec of a staged delete file");
        boolean reaches = spec.isUnpartitioned()
                || WriteTarget.soleSpec(table)
                        .filter(sole -> sole.specId() == delete.specId())
                        .isPresent();
        if (reaches) {
            return delete;
        }
        PartitionSpec everywhere = WriteTarget.unpartitionedSpec(table)
                .orElseThrow(() -> new IllegalStateException("The table has lost its partition spec without fields"));
        return FileMetadata.deleteFileBuilder(everywhere)
                .copy(delete)
                .ofEqualityDeletes(delete.equalityFieldIds().stream()
                        .mapToInt(Integer::intValue)
                        .toArray())
                .build();
    }
}
