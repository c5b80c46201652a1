using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>Definitions of custom resources.</summary>
internal sealed class DefinitionStrategy() : KindStrategy(TableView.Plain, KindTraits.Usual with { Generations = Generations.Spec, RequiresVersion = true })
{
    public override void Default(JsonObject value)
    {
        if (value["spec"] is not JsonObject spec)
        {
            value["spec"] = spec = [];
        }

        if (spec["names"] is JsonObject names && names.Text("kind") is { Length: > 0 } kind)
        {
            SetEmpty(names, "singular", kind.ToLowerInvariant());
            SetEmpty(names, "listKind", kind + "List");
        }

        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
    }

    public override void PrepareForCreate(JsonObject value, RequestScope scope)
    {
        value["status"] = new JsonObject
        {
            ["conditions"] = null,
            ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
            ["storedVersions"] = new JsonArray(),
        };
        RememberStorageVersion(value);
        DefinitionWarnings.Give(value, scope);
    }

    public override void PrepareForUpdate(JsonObject value, JsonObject old, RequestScope scope)
    {
        RememberStorageVersion(value);
        DefinitionWarnings.Give(value, scope);
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors) => DefinitionRules.Check(value, errors);

    /// <summary>Metadata may be written although the rest would be refused today: the last finalizer must come off.</summary>
    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        if (!JsonNode.DeepEquals(value["spec"], old["spec"]))
        {
            DefinitionRules.CheckUpdate(value, old, errors);
        }
    }

    public override bool PrepareForDelete(JsonObject value, RequestScope scope)
    {
        var metadata = value.Metadata();
        metadata["deletionTimestamp"] = scope.Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (metadata["finalizers"] is not JsonArray finalizers)
        {
            metadata["finalizers"] = finalizers = [];
        }

        if (!finalizers.Any(f => f?.ToString() == DefinitionKind.CleanupFinalizer))
        {
            finalizers.Add(DefinitionKind.CleanupFinalizer);
        }

        Conditions.Set(value, "Terminating", true, "InstanceDeletionPending", "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", scope.Now);
        return true;
    }

    private static void RememberStorageVersion(JsonObject value)
    {
        if (value.Object("spec").Objects("versions").FirstOrDefault(v => v.Flag("storage")).Text("name") is not { } storage || value["status"] is not JsonObject status)
        {
            return;
        }

        if (status["storedVersions"] is not JsonArray stored)
        {
            status["storedVersions"] = stored = [];
        }

        if (!stored.Any(v => v?.ToString() == storage))
        {
            stored.Add(storage);
        }
    }

    private static void SetEmpty(JsonObject names, string name, string value)
    {
        if (string.IsNullOrEmpty(names.Text(name)))
        {
            names[name] = value;
        }
    }
}
