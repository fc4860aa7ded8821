package dev.firn.app.config;

import dev.firn.app.config.References.Environment;
import dev.firn.app.config.References.RemoteSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a configuration from a YAML file. */
public final class ConfigurationFile {

    private final References references;
    private final DataSize heap;

    ConfigurationFile(Environment environment, RemoteSecrets remote, DataSize heap) {
        this.references = new References(environment, remote);
        this.heap = heap;
    }

    /** A reader with other variables than those of the process. */
    public static ConfigurationFile withEnvironment(UnaryOperator<@Nullable String> variables) {
        return new ConfigurationFile(
                variables::apply,
                new AwsSecrets(),
                new DataSize(Runtime.getRuntime().maxMemory()));
    }

    /** A reader for this process: its environment, its heap, its AWS credentials. */
    public static ConfigurationFile ofThisProcess() {
        return new ConfigurationFile(
                System::getenv,
                new AwsSecrets(),
                new DataSize(Runtime.getRuntime().maxMemory()));
    }

    /**
     * Reads a file.
     *
     * @throws ConfigurationException if it cannot be read or has any mistake; the exception holds all of them
     */
    public Configuration read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            String reason = Files.exists(file) ? e.toString() : "there is no such file";
            throw new ConfigurationException(List.of(new Problem(file.toString(), 0, "", "cannot be read: " + reason)));
        }
        return parse(file.toString(), text);
    }

    /** Reads a text; {@code file} is its name in messages. */
    Configuration parse(String file, String text) {
        Problems problems = new Problems(file);
        Reading reading = new Reading(problems, references);
        Configuration configuration = Configuration.read(new Section(reading, "", 1, root(problems, text)), heap);
        problems.throwIfAny();
        return configuration;
    }

    private static MappingNode root(Problems problems, String text) {
        Optional<Node> node = Optional.empty();
        try {
            node = new Compose(LoadSettings.builder().build()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            problems.add(line, "", "is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            problems.add(0, "", "is not YAML: " + e.getMessage());
        }
        problems.throwIfAny();
        if (node.orElse(null) instanceof MappingNode mapping) {
            return mapping;
        }
        problems.add(1, "", "is no configuration: it must be a YAML mapping that begins like 'pipeline: shop'");
        problems.throwIfAny();
        throw new IllegalStateException("A problem was added just before");
    }
}
