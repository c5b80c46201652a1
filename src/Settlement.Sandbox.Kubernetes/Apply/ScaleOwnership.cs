using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>
/// Who owns the number of replicas, seen from an object and from its Scale, which name the field differently. As in a real API server an owner that comes by a Scale has no time, and one that updates the object
/// is another manager in the eyes of the Scale.
/// </summary>
internal static class ScaleOwnership
{
    public const string ApiVersion = "autoscaling/v1";

    private static readonly FieldSet Replicas = FieldSet.Of(["spec", "replicas"]);

    /// <summary>Schema of a Scale.</summary>
    public static SchemaNode Schema => BuiltInSchemas.For("autoscaling", "v1", "Scale") ?? throw new InvalidOperationException("the built-in types lack the Scale");

    /// <summary>The owners of the Scale of an object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="type">Its kind, which has a Scale.</param>
    public static JsonArray? ToScale(JsonObject value, ResourceType type)
    {
        var path = PathOf(type);
        return ManagedEntries.Write(Owners(value)
            .Where(o => o.Value.ApiVersion == type.ApiVersion && o.Value.Fields.Has(path))
            .ToDictionary(o => o.Key, o => o.Value with { Fields = Replicas, ApiVersion = ApiVersion }));
    }

    /// <summary>The owners of the object after its Scale was written.</summary>
    /// <param name="value">The object before.</param>
    /// <param name="scale">The Scale as it was written.</param>
    /// <param name="type">The object's kind.</param>
    public static JsonArray? ToObject(JsonObject value, JsonObject scale, ResourceType type)
    {
        var path = PathOf(type);
        var replicas = new FieldSet();
        replicas.Add(path);
        var (before, ofScale) = (Owners(value), Owners(scale));
        var after = new Dictionary<ManagerId, Ownership>();
        foreach (var (manager, owner) in before.Where(o => o.Value.ApiVersion == type.ApiVersion))
        {
            var keeps = !owner.Fields.Has(path) || ofScale.Remove(manager);
            var fields = keeps ? owner.Fields : owner.Fields.Difference(replicas);
            if (!fields.IsEmpty)
            {
                after[manager] = owner with { Fields = fields };
            }
        }

        foreach (var (manager, owner) in ofScale.Where(o => !o.Value.Fields.Intersection(Replicas).IsEmpty))
        {
            after[manager] = new Ownership(replicas, type.ApiVersion, before.TryGetValue(manager, out var known) ? known.Time : null);
        }

        return ManagedEntries.Write(after);
    }

    private static Dictionary<ManagerId, Ownership> Owners(JsonObject value) => ManagedEntries.Read(value.Object("metadata").Array(ManagedEntries.Member)) ?? [];

    private static PathElement[] PathOf(ResourceType type) =>
        [.. type.Scale!.SpecReplicas.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(PathElement.Field)];
}
