using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Patch;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>Patches that are no apply.</summary>
internal static class Patched
{
    /// <param name="patchType">One of <see cref="PatchType"/>.</param>
    /// <param name="type">The kind.</param>
    /// <param name="old">The present state.</param>
    /// <param name="body">The patch.</param>
    /// <param name="options">Parameters of the request.</param>
    /// <param name="attributes">Where it is.</param>
    /// <param name="warnings">What the client is told beside the answer.</param>
    public static JsonObject By(string patchType, ResourceType type, JsonObject old, ReadOnlyMemory<byte> body, WriteOptions options, RequestAttributes attributes, out IReadOnlyList<string> warnings)
    {
        var strict = new List<string>();
        var value = patchType switch
        {
            PatchType.Json => JsonPatch.Apply(old, body.Span, strict),
            _ => MergePatch.Apply(old, body.Span, strict),
        };
        warnings = options.Validation == FieldValidation.Ignore ? [] : strict;
        WriteHandler.MatchName(value, attributes.Name);
        ObjectRegistry.MatchNamespace(value, attributes.Namespace);
        return value;
    }
}
