package dev.firn.engine.lake;

/** What became of a table's commit. */
public sealed interface CommitOutcome {

    /** The table stands at the checkpoint, by this call or by one before it. */
    record Committed() implements CommitOutcome {}

    /**
     * The table cannot take the commit, now or later; the files are kept.
     *
     * @param reason what was found and what to do, as one sentence
     */
    record Rejected(String reason) implements CommitOutcome {}

    /**
     * The table does not take the commit: somebody else changed its rows or its columns, and it equals its source again only when it has been
     * loaded anew. The files are kept.
     *
     * @param finding who did what and when, as far as the table tells
     */
    record ChangedByOthers(String finding) implements CommitOutcome {}

    /**
     * Files that were staged for it are not there any more, so that nobody can commit it: the table must be loaded again. It holds what it
     * held, and what is left of the files is kept.
     *
     * @param finding what is missing
     */
    record FilesGone(String finding) implements CommitOutcome {}

    /** Nobody knows yet: the files are kept, and the same commit must be tried again, which looks first. */
    record Unknown(Exception cause) implements CommitOutcome {}
}
