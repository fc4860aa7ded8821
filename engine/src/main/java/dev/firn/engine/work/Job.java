package dev.firn.engine.work;

/**
 * Work of a run on another thread, tried again while its failure heals by time.
 *
 * @param <T> what it gives; never null
 */
public interface Job<T> {

    /** What it does, on what, in a few words, for the log and the status: {@code commit checkpoint 41 to shop.orders}. */
    String what();

    /** Does it, without any lock. Called again after a failure that heals. */
    T perform() throws Exception;

    /** Goes on with the result, under the run's lock. */
    void done(T result);

    /** Goes on after a failure that does not heal, under the run's lock. */
    void gaveUp(Throwable failure);

    /** Whether the work still makes sense; asked under the run's lock before each attempt and before {@link #done}. */
    default boolean wanted() {
        return true;
    }

    /** Nobody wants the work any more, and no attempt of it is under way; under the run's lock, instead of {@link #done} and {@link #gaveUp}. */
    default void abandoned() {}

    /** Cleans up a result that nobody wants any more; without any lock. */
    default void unwanted(T result) {}
}
