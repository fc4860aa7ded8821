package dev.firn.sink.support;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A real catalog whose next commits can be made to fail, before or after they happen, and that counts what is asked of it. */
public final class FaultyCatalog extends JdbcCatalog {

    /** What happens to one commit. */
    public enum Fault {
        /** Refused as if another had been faster; nothing is committed. */
        CONFLICT,
        /** Nothing is committed, and the caller is told that nobody knows. */
        UNKNOWN_BEFORE,
        /** It is committed, and the caller is told that nobody knows. */
        UNKNOWN_AFTER,
        /** Nothing is committed; a failure of the connection. */
        ERROR_BEFORE,
        /** It is committed; a failure of the connection. */
        ERROR_AFTER
    }

    private final List<Fault> faults = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private Runnable beforeCommit = () -> {};
    private RuntimeException unreachable;

    /** The next commits fail so, in this order. */
    public synchronized void failNext(Fault... next) {
        faults.addAll(List.of(next));
    }

    /** Takes back what is still to fail. */
    public synchronized void failNoMore() {
        faults.clear();
    }

    /** Runs once, when the next commit is about to be handed to the catalog. */
    public synchronized void beforeNextCommit(Runnable action) {
        beforeCommit = action;
    }

    /** Every look at a table fails so, until it is null. */
    public synchronized void makeUnreachable(RuntimeException failure) {
        unreachable = failure;
    }

    /** What was asked since the last call of this method: {@code refresh}, {@code commit}. */
    public synchronized List<String> takeCalls() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier name) {
        checkReachable();
        return new FaultyOperations(super.newTableOps(name));
    }

    private synchronized void checkReachable() {
        if (unreachable != null) {
            throw unreachable;
        }
    }

    private synchronized void count(String call) {
        calls.add(call);
    }

    private synchronized Fault nextFault() {
        return faults.isEmpty() ? null : faults.remove(0);
    }

    private synchronized Runnable takeBeforeCommit() {
        Runnable action = beforeCommit;
        beforeCommit = () -> {};
        return action;
    }

    private final class FaultyOperations implements TableOperations {

        private final TableOperations real;

        FaultyOperations(TableOperations real) {
            this.real = real;
        }

        @Override
        public TableMetadata current() {
            checkReachable();
            return real.current();
        }

        @Override
        public TableMetadata refresh() {
            count("refresh");
            checkReachable();
            return real.refresh();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            takeBeforeCommit().run();
            Fault fault = nextFault();
            if (fault == null) {
                real.commit(base, metadata);
                count("commit");
                return;
            }
            switch (fault) {
                case CONFLICT -> throw new CommitFailedException("injected conflict");
                case UNKNOWN_BEFORE -> throw new CommitStateUnknownException(new RuntimeException("injected, before"));
                case ERROR_BEFORE -> throw new RuntimeException("injected, before");
                case UNKNOWN_AFTER -> {
                    real.commit(base, metadata);
                    throw new CommitStateUnknownException(new RuntimeException("injected, after"));
                }
                case ERROR_AFTER -> {
                    real.commit(base, metadata);
                    throw new RuntimeException("injected, after");
                }
            }
        }

        @Override
        public FileIO io() {
            return real.io();
        }

        @Override
        public EncryptionManager encryption() {
            return real.encryption();
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return real.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return real.locationProvider();
        }

        @Override
        public TableOperations temp(TableMetadata uncommitted) {
            return real.temp(uncommitted);
        }

        @Override
        public long newSnapshotId() {
            return real.newSnapshotId();
        }

        @Override
        public boolean requireStrictCleanup() {
            return real.requireStrictCleanup();
        }
    }
}
