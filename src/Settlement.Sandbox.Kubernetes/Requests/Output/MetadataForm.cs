using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Registry;

namespace Settlement.Sandbox.Kubernetes.Requests.Output;

/// <summary>Objects without anything but their metadata.</summary>
internal static class MetadataForm
{
    public static JsonObject Of(JsonObject value, string apiVersion) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = apiVersion,
        ["metadata"] = MemberOrder.OfMetadata(value.Object("metadata") ?? []),
    };

    public static JsonObject OfList(IEnumerable<JsonObject> values, JsonObject metadata, string apiVersion) => new()
    {
        ["kind"] = "PartialObjectMetadataList",
        ["apiVersion"] = apiVersion,
        ["metadata"] = metadata,
        ["items"] = new JsonArray([.. values.Select(v => Of(v, apiVersion))]),
    };
}
