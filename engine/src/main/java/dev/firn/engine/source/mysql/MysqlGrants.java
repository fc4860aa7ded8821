package dev.firn.engine.source.mysql;

import dev.firn.engine.source.jdbc.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the user may do, as {@code SHOW GRANTS} says it, roles in force included.
 *
 * @param account the account that the server knows the user by, quoted
 * @param grants each of the statements
 */
record MysqlGrants(String account, List<Grant> grants) {

    private static final Pattern STATEMENT = Pattern.compile("GRANT (.+?) ON (.+?)\\.(\\S+) TO .*");
    private static final String ALL = "ALL PRIVILEGES";

    /**
     * One statement.
     *
     * @param privileges what is granted
     * @param database on which database's tables, {@code *} for all; may hold the wildcards of LIKE
     */
    record Grant(Set<String> privileges, String database) {

        boolean allows(String privilege) {
            return privileges.contains(privilege) || privileges.contains(ALL);
        }

        boolean covers(String name) {
            if (database.equals("*")) {
                return true;
            }
            StringBuilder regex = new StringBuilder();
            for (int i = 0; i < database.length(); i++) {
                char c = database.charAt(i);
                if (c == '\\' && i + 1 < database.length()) {
                    i++;
                    regex.append(Pattern.quote(String.valueOf(database.charAt(i))));
                } else if (c == '%') {
                    regex.append(".*");
                } else {
                    regex.append(c == '_' ? "." : Pattern.quote(String.valueOf(c)));
                }
            }
            return Pattern.matches(regex.toString(), name);
        }
    }

    MysqlGrants {
        grants = List.copyOf(grants);
    }

    static MysqlGrants read(Session session) {
        String[] account = session.text("SELECT CURRENT_USER()").split("@(?=[^@]*$)", 2);
        List<Grant> grants = new ArrayList<>();
        for (String statement : session.list("SHOW GRANTS", row -> row.getString(1))) {
            Matcher matcher = STATEMENT.matcher(statement);
            // A grant on one table or column gives none of the privileges that are asked for here.
            if (matcher.matches() && matcher.group(3).equals("*")) {
                Set<String> privileges =
                        Arrays.stream(matcher.group(1).split(", ")).collect(Collectors.toSet());
                grants.add(new Grant(privileges, unquote(matcher.group(2))));
            }
        }
        return new MysqlGrants(quoted(account[0]) + "@" + quoted(account[1]), grants);
    }

    private static String unquote(String name) {
        return name.startsWith("`") ? name.substring(1, name.length() - 1).replace("``", "`") : name;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    boolean everywhere(String privilege) {
        return grants.stream().anyMatch(grant -> grant.database.equals("*") && grant.allows(privilege));
    }

    boolean on(String database, String privilege) {
        return grants.stream().anyMatch(grant -> grant.covers(database) && grant.allows(privilege));
    }
}
