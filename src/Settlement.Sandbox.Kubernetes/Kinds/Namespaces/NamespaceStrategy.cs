using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Namespaces;

/// <summary>Namespaces. A deleted one stays, terminating, until it is emptied and its finalizer is taken off by <c>/finalize</c>.</summary>
internal sealed class NamespaceStrategy() : KindStrategy(NamespaceTable.View, new KindTraits { Names = NameRule.Label, DeletesCollections = false })
{
    private const string Finalizer = "kubernetes";
    private const string NameLabel = "kubernetes.io/metadata.name";

    private static readonly string[] Immortal = ["default", "kube-system", "kube-public"];

    public override void Default(JsonObject value)
    {
        if (value.Name().Length > 0)
        {
            value.Metadata().Part("labels")[NameLabel] = value.Name();
        }
    }

    public override void PrepareForCreate(JsonObject value, RequestScope scope)
    {
        value.Part("status")["phase"] = "Active";
        var spec = value.Part("spec");
        var finalizers = spec.Array("finalizers") ?? [];
        if (!finalizers.Any(f => f?.GetValue<string>() == Finalizer))
        {
            spec["finalizers"] = new JsonArray([.. finalizers.Select(f => f?.DeepClone()), Finalizer]);
        }
    }

    public override void PrepareForUpdate(JsonObject value, JsonObject old, RequestScope scope) => value.Part("spec").Take(old.Object("spec"), "finalizers");

    /// <summary>A namespace goes its own way: without grace and without a choice for what depends on it.</summary>
    public override bool PrepareForDelete(JsonObject value, RequestScope scope)
    {
        if (Immortal.Contains(value.Name()))
        {
            throw StatusException.Forbidden(new GroupResource("", "namespaces"), value.Name(), "this namespace may not be deleted");
        }

        value.Metadata()["deletionTimestamp"] = scope.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        value.Part("status")["phase"] = "Terminating";
        return true;
    }

    public override bool KeepsDeleted(JsonObject value) => value.Object("spec").Array("finalizers") is { Count: > 0 };

    public override IReadOnlyCollection<string> SelectableFieldNames { get; } = ["status.phase", "name"];

    public override IReadOnlyDictionary<string, string> SelectableFields(JsonObject value) => new Dictionary<string, string>
    {
        ["status.phase"] = value.Object("status").Text("phase") ?? "",
        ["name"] = value.Name(),
    };
}
