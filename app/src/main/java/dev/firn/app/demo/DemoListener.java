package dev.firn.app.demo;

/** Who shows how a demo goes. */
public interface DemoListener {

    /** A step begins. */
    void step(String text);

    /** How it stands now, about once a second; each text takes the place of the one before. */
    void progress(String text);
}
