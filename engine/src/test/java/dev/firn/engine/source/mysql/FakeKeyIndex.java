package dev.firn.engine.source.mysql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** Keys in memory under an order of the test's own, which counts what it is asked, and estimates as badly as it is told to. */
final class FakeKeyIndex implements KeyIndex {

    private final List<Comparator<String>> orders;
    private final Comparator<List<String>> order;
    private final List<List<String>> keys;
    LongUnaryOperator estimating = rows -> rows;
    int questions;

    FakeKeyIndex(List<Comparator<String>> orders, Collection<List<String>> keys) {
        this.orders = orders;
        this.order = this::compare;
        this.keys = keys.stream().sorted(order).distinct().toList();
    }

    /** Of keys that begin alike the shorter one is the less. */
    private int compare(List<String> left, List<String> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int compared = orders.get(i).compare(left.get(i), right.get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    /** How many keys are before a place. */
    private int before(List<String> place) {
        int found = Collections.binarySearch(keys, place, order);
        return found < 0 ? -found - 1 : found;
    }

    /** How many keys are before a place or at it. */
    private int upTo(List<String> place) {
        int found = Collections.binarySearch(keys, place, order);
        return found < 0 ? -found - 1 : found + 1;
    }

    List<List<String>> between(List<String> after, List<String> upTo) {
        int from = after.isEmpty() ? 0 : upTo(after);
        return keys.subList(from, upTo.isEmpty() ? keys.size() : Math.max(from, upTo(upTo)));
    }

    private Optional<FoundKey> at(int index, int from, int to) {
        questions++;
        return index < from || index >= to
                ? Optional.empty()
                : Optional.of(new FoundKey(keys.get(index), keys.get(index)));
    }

    @Override
    public Optional<FoundKey> first(List<String> after) {
        return at(keys.size() - between(after, List.of()).size(), 0, keys.size());
    }

    @Override
    public Optional<FoundKey> last(List<String> after) {
        return at(keys.size() - 1, after.isEmpty() ? 0 : upTo(after), keys.size());
    }

    private static List<String> place(KeyGuess guess) {
        List<String> place = new ArrayList<>(guess.prefix());
        place.add(guess.shown());
        return place;
    }

    @Override
    public Optional<FoundKey> atOrBehind(KeyGuess guess, FoundKey low, FoundKey high) {
        int from = upTo(low.values());
        return at(Math.max(from, before(place(guess))), from, before(high.values()));
    }

    @Override
    public Optional<FoundKey> before(KeyGuess guess, FoundKey low, FoundKey high) {
        int to = before(high.values());
        return at(Math.min(to, before(place(guess))) - 1, upTo(low.values()), to);
    }

    @Override
    public long estimate(List<String> after, List<String> upTo) {
        questions++;
        return estimating.applyAsLong(between(after, upTo).size());
    }

    @Override
    public int sharedColumns(FoundKey low, FoundKey high) {
        int shared = 0;
        while (shared < orders.size()
                && orders.get(shared)
                                .compare(low.values().get(shared), high.values().get(shared))
                        == 0) {
            shared++;
        }
        return shared;
    }
}
