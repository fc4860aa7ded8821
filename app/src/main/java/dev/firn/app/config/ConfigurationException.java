package dev.firn.app.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used. The message holds every problem, one in a line. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public ConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, in the order of the lines. */
    public List<Problem> problems() {
        return problems;
    }
}
