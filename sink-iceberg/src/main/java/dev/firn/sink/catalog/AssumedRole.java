package dev.firn.sink.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An IAM role that catalog and store are reached with.
 *
 * @param arn the role
 * @param externalId what its trust policy asks for; null if it asks for none
 * @param region the region of catalog and store; Iceberg requires it with a role
 */
public record AssumedRole(String arn, @Nullable String externalId, String region) {

    public AssumedRole {
        if (arn.isBlank() || region.isBlank()) {
            throw new IllegalArgumentException(
                    "assume-role needs the role's arn and a region, got arn '" + arn + "' and region '" + region + "'");
        }
    }

    /** Iceberg's properties for it. */
    Map<String, String> catalogProperties() {
        Map<String, String> result = new LinkedHashMap<>();
        result.put("client.factory", "org.apache.iceberg.aws.AssumeRoleAwsClientFactory");
        result.put("client.assume-role.arn", arn);
        result.put("client.assume-role.region", region);
        if (externalId != null) {
            result.put("client.assume-role.external-id", externalId);
        }
        return result;
    }
}
