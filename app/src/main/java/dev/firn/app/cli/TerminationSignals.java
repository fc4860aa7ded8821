package dev.firn.app.cli;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * SIGTERM and SIGINT, caught before the JVM begins to shut down.
 *
 * <p>A shutdown hook would come too late: hooks run side by side, and those of the libraries (Iceberg's and S3's thread
 * pools among them) take away what a last commit needs. The class behind this, {@code sun.misc.Signal} of the supported module {@code
 * jdk.unsupported}, is named by reflection, since the compiler lets no warning about it be silenced.
 */
final class TerminationSignals {

    private static final List<String> NAMES = List.of("TERM", "INT");

    private TerminationSignals() {}

    /** Calls the action, on a thread of its own, for every such signal from now on, instead of ending the JVM. */
    static void handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getDeclaringClass() == handler) {
                            start(action);
                            return null;
                        }
                        return method.invoke(action, arguments);
                    });
            for (String name : NAMES) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "This Java runtime does not let SIGTERM be handled; run Firn on one that has the module jdk.unsupported,"
                            + " and without -Xrs",
                    e);
        }
    }

    /** The JVM's own signal thread has no class loader that finds the libraries, and the threads that it starts would inherit that. */
    private static void start(Runnable action) {
        Thread thread = new Thread(action, "firn-stop");
        thread.setContextClassLoader(TerminationSignals.class.getClassLoader());
        thread.setDaemon(true);
        thread.start();
    }
}
