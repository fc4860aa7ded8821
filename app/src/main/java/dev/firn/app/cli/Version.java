package dev.firn.app.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Firn.class.getPackage().getImplementationVersion();
        return new String[] {
            "firn " + (version == null ? "(not from a jar)" : version),
            "java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")"
        };
    }
}
