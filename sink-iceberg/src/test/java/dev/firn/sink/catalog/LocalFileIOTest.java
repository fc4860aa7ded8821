package dev.firn.sink.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileIOTest {

    private final LocalFileIO io = new LocalFileIO();

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenInPiecesIsReadInOtherPieces() throws IOException {
        Random random = new Random(42);
        byte[] content = new byte[300_000];
        random.nextBytes(content);
        String location = folder.resolve("a/b/file").toUri().toString();

        try (PositionOutputStream output = io.newOutputFile(location).create()) {
            int written = 0;
            while (written < content.length) {
                int length = Math.min(content.length - written, 1 + random.nextInt(90_000));
                if (length % 7 == 0) {
                    output.write(content[written]);
                    length = 1;
                } else {
                    output.write(content, written, length);
                }
                written += length;
                assertThat(output.getPos()).isEqualTo(written);
            }
        }

        assertThat(Files.readAllBytes(folder.resolve("a/b/file"))).isEqualTo(content);
        assertThat(io.newInputFile(location).getLength()).isEqualTo(content.length);
        try (SeekableInputStream input = io.newInputFile(location).newStream()) {
            for (int round = 0; round < 500; round++) {
                if (round % 3 == 0) {
                    input.seek(random.nextInt(content.length));
                }
                int position = (int) input.getPos();
                byte[] read = new byte[random.nextInt(90_000)];
                int count = input.readNBytes(read, 0, read.length);
                assertThat(count).isEqualTo(Math.min(read.length, content.length - position));
                for (int index = 0; index < count; index++) {
                    if (read[index] != content[position + index]) {
                        throw new AssertionError("Differs at " + (position + index));
                    }
                }
                int next = input.read();
                int after = position + count;
                assertThat(next).isEqualTo(after < content.length ? content[after] & 0xff : -1);
                if (next < 0) {
                    input.seek(0);
                }
            }
        }
    }

    @Test
    void filesAreCreatedOnceAndOverwrittenOnRequest() throws IOException {
        String location = folder.resolve("file").toString();
        io.newOutputFile(location).create().close();
        assertThatThrownBy(() -> io.newOutputFile(location).create()).isInstanceOf(AlreadyExistsException.class);
        try (PositionOutputStream output = io.newOutputFile(location).createOrOverwrite()) {
            output.write(1);
        }
        assertThat(io.newInputFile(location).getLength()).isEqualTo(1);
    }

    @Test
    void whatIsMissingIsNotFoundAndCanBeDeleted() {
        String location = folder.resolve("missing").toString();
        assertThat(io.newInputFile(location).exists()).isFalse();
        assertThatThrownBy(() -> io.newInputFile(location).newStream()).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> io.newInputFile(location).getLength()).isInstanceOf(NotFoundException.class);
        io.deleteFile(location);
    }

    @Test
    void whatGoesWhileAFolderIsListedIsPassedOver() throws Exception {
        Path stays = Files.writeString(
                Files.createDirectories(folder.resolve("data")).resolve("stays"), "x");
        AtomicBoolean isListed = new AtomicBoolean();
        CompletableFuture<Void> others = CompletableFuture.runAsync(() -> {
            while (!isListed.get()) {
                for (int file = 0; file < 50; file++) {
                    comeAndGo(folder.resolve("data/comes-and-goes-" + file));
                }
            }
        });
        try {
            for (int round = 0; round < 300; round++) {
                assertThat(io.listPrefix(folder.toString()))
                        .extracting(FileInfo::location)
                        .contains(stays.toString());
            }
        } finally {
            isListed.set(true);
            others.join();
        }
    }

    private static void comeAndGo(Path file) {
        try {
            Files.writeString(file, "y");
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
