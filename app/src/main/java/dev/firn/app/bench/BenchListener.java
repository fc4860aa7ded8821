package dev.firn.app.bench;

/** Who is told how a benchmark goes. */
public interface BenchListener {

    /** Something begins. */
    void step(String text);

    /** How far it is, to be painted over. */
    void progress(String text);
}
