package dev.firn.app.config;

import dev.firn.sink.catalog.AssumedRole;

/**
 * {@code sink.assume-role}: an IAM role to reach catalog and store with, instead of the process's own.
 *
 * @param arn the role
 * @param externalId what its trust policy asks for; empty if nothing
 * @param region the region of catalog and store, which must be named with a role
 */
public record AssumeRoleSection(String arn, String externalId, String region) {

    static AssumeRoleSection read(Section section) {
        AssumeRoleSection role = new AssumeRoleSection(
                section.entry("arn").text(),
                section.entry("external-id").text(""),
                section.entry("region").text());
        section.refuseUnknownKeys();
        return role;
    }

    AssumedRole settings() {
        return new AssumedRole(arn, externalId.isEmpty() ? null : externalId, region);
    }
}
