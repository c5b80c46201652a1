using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>What a definition must be to be served. What is the same in all versions is named as if it stood beside them, as the API machinery does.</summary>
internal static class DefinitionRules
{
    private const string Approval = "api-approved.kubernetes.io";
    private const string ApprovalLink = "see https://github.com/kubernetes/enhancements/pull/1111";

    public static void Check(JsonObject definition, List<FieldError> errors)
    {
        var wanted = $"{definition.Object("spec", "names").Text("plural")}.{definition.Object("spec").Text("group")}";
        if (definition.Name() is { Length: > 0 } name && name != wanted)
        {
            errors.Add(FieldError.Invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
        }

        CheckSpec(definition, errors);
    }

    /// <summary>Also what may not change: of what the name is made, and what is served once it is served.</summary>
    public static void CheckUpdate(JsonObject definition, JsonObject old, List<FieldError> errors)
    {
        CheckSpec(definition, errors);
        Keep("group");
        Keep("names", "plural");
        if (Conditions.IsTrue(old, "Established"))
        {
            Keep("scope");
            Keep("names", "kind");
        }

        void Keep(params string[] path)
        {
            var value = definition.Object(["spec", .. path[..^1]])?[path[^1]];
            if (!JsonNode.DeepEquals(value, old.Object(["spec", .. path[..^1]])?[path[^1]]))
            {
                errors.Add(FieldError.Invalid($"spec.{string.Join('.', path)}", value, "field is immutable"));
            }
        }
    }

    private static void CheckSpec(JsonObject definition, List<FieldError> errors)
    {
        var spec = definition.Object("spec") ?? [];
        var group = spec.Text("group") ?? "";
        CheckGroup(group, errors);
        CheckScope(spec, errors);
        VersionListRules.Check(spec, errors);
        NameRules.Check(spec.Object("names") ?? [], errors);
        VersionRules.CheckShared(spec, errors);
        CheckConversion(spec.Object("conversion") ?? [], errors);
        CheckStored(definition, spec, errors);
        CheckApproval(definition, group, errors);
        if (spec.Flag("preserveUnknownFields"))
        {
            errors.Add(FieldError.Invalid("spec.preserveUnknownFields", true, "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        }
    }

    private static void CheckGroup(string group, List<FieldError> errors)
    {
        if (group.Length == 0)
        {
            errors.Add(FieldError.Required("spec.group"));
        }
        else if (Names.Subdomain(group).ToList() is { Count: > 0 } wrong)
        {
            errors.Add(FieldError.Invalid("spec.group", group, string.Join(",", wrong)));
        }
        else if (!group.Contains('.', StringComparison.Ordinal))
        {
            errors.Add(FieldError.Invalid("spec.group", group, "should be a domain with at least one dot"));
        }
    }

    private static void CheckScope(JsonObject spec, List<FieldError> errors)
    {
        var scope = spec.Text("scope") ?? "";
        if (scope.Length == 0)
        {
            errors.Add(FieldError.Required("spec.scope"));
        }
        else if (scope is not ("Cluster" or "Namespaced"))
        {
            errors.Add(FieldError.Unsupported("spec.scope", scope, ["Cluster", "Namespaced"]));
        }
    }

    private static void CheckConversion(JsonObject conversion, List<FieldError> errors)
    {
        var strategy = conversion.Text("strategy") ?? "";
        var webhook = conversion.Object("webhook");
        if (strategy.Length == 0)
        {
            errors.Add(FieldError.Required("spec.conversion.strategy"));
        }
        else if (strategy is not ("None" or "Webhook"))
        {
            errors.Add(FieldError.Unsupported("spec.conversion.strategy", strategy, ["None", "Webhook"]));
        }
        else if (strategy == "Webhook")
        {
            Demand(webhook?["clientConfig"] is null, "webhookClientConfig", "required when strategy is set to Webhook");
            Demand(webhook.Array("conversionReviewVersions") is null or { Count: 0 }, "conversionReviewVersions", "");
        }
        else
        {
            Forbid(webhook?["clientConfig"] is not null, "webhookClientConfig");
            Forbid(webhook.Array("conversionReviewVersions") is { Count: > 0 }, "conversionReviewVersions");
        }

        void Demand(bool missing, string name, string why)
        {
            if (missing)
            {
                errors.Add(FieldError.Required($"spec.conversion.{name}", why));
            }
        }

        void Forbid(bool given, string name)
        {
            if (given)
            {
                errors.Add(FieldError.Forbidden($"spec.conversion.{name}", "should not be set when strategy is not set to Webhook"));
            }
        }
    }

    /// <summary>Every version in which objects may be stored must still be there.</summary>
    private static void CheckStored(JsonObject definition, JsonObject spec, List<FieldError> errors)
    {
        const string Field = "status.storedVersions";
        var versions = spec.Objects("versions").ToList();
        var stored = definition.Object("status").Array("storedVersions") is { Count: > 0 } list ? list : null;
        if (stored is null)
        {
            errors.Add(FieldError.Invalid(Field, null, "must have at least one stored version"));
            return;
        }

        var names = stored.Select(s => s?.ToString() ?? "").ToList();
        for (var i = 0; i < names.Count; i++)
        {
            if (!versions.Any(v => v.Text("name") == names[i]))
            {
                errors.Add(FieldError.Invalid($"{Field}[{i}]", names[i], "missing from spec.versions; " + names[i] + " was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in " + names[i] + " and removes " + names[i] + " from status.storedVersions"));
            }
        }

        if (versions.LastOrDefault(v => v.Flag("storage")).Text("name") is { } storage && !names.Contains(storage))
        {
            errors.Add(FieldError.Invalid(Field, stored, $"must have the storage version {storage}"));
        }
    }

    /// <summary>Groups of Kubernetes itself are not for everybody.</summary>
    private static void CheckApproval(JsonObject definition, string group, List<FieldError> errors)
    {
        if (group is not ("k8s.io" or "kubernetes.io") && !group.EndsWith(".k8s.io", StringComparison.Ordinal) && !group.EndsWith(".kubernetes.io", StringComparison.Ordinal))
        {
            return;
        }

        var field = $"metadata.annotations[{Approval}]";
        var given = definition.Object("metadata", "annotations").Text(Approval) ?? "";
        if (given.Length == 0)
        {
            errors.Add(FieldError.Required(field, $"protected groups must have approval annotation \"{Approval}\", {ApprovalLink}"));
        }
        else if (!given.StartsWith("unapproved", StringComparison.Ordinal) && !(Uri.TryCreate(given, UriKind.Absolute, out var link) && link.Host.Length > 0))
        {
            errors.Add(FieldError.Invalid(field, given, $"protected groups must have approval annotation \"{Approval}\" with either a URL or a reason starting with \"unapproved\", {ApprovalLink}"));
        }
    }
}
