package dev.firn.engine.lake;

import java.util.List;

/**
 * What PREPARE records.
 *
 * @param id the checkpoint
 * @param owner who takes it
 * @param state everything needed to complete it and to go on from it, as text that the lake keeps and does not read
 * @param history what it does to each table, for people to query
 */
public record PreparedCheckpoint(CheckpointId id, Owner owner, String state, List<HistoryRow> history) {

    public PreparedCheckpoint {
        history = List.copyOf(history);
    }
}
