package dev.firn.sink.write.column;

import java.io.IOException;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.parquet.io.DelegatingPositionOutputStream;

/**
 * A file of the lake as Parquet takes it. (Iceberg's own adapter is not public.)
 *
 * @param file the file
 */
record LakeOutput(OutputFile file) implements org.apache.parquet.io.OutputFile {

    @Override
    public org.apache.parquet.io.PositionOutputStream create(long blockSizeHint) {
        return stream(file.create());
    }

    @Override
    public org.apache.parquet.io.PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return stream(file.createOrOverwrite());
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return file.location();
    }

    private static org.apache.parquet.io.PositionOutputStream stream(PositionOutputStream stream) {
        return new DelegatingPositionOutputStream(stream) {
            @Override
            public long getPos() throws IOException {
                return stream.getPos();
            }
        };
    }
}
