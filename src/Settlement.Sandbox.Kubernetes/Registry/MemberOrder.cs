using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Registry;

/// <summary>The order of members on the wire: sorted for custom resources, that of the published types for the others.</summary>
internal static class MemberOrder
{
    /// <summary>Works in place.</summary>
    public static JsonObject Of(ResourceType type, JsonObject value)
    {
        BuiltInForm.Apply(value, type);
        return value;
    }

    /// <summary>Metadata in the order of the published type, whatever kind it comes from. A copy.</summary>
    public static JsonObject OfMetadata(JsonObject metadata)
    {
        var ordered = metadata.DeepClone().AsObject();
        BuiltInForm.Apply(ordered, BuiltInSchemas.ObjectMeta);
        return ordered;
    }
}
