using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>The kinds of patches.</summary>
internal static class PatchType
{
    public const string Json = "application/json-patch+json";
    public const string Merge = "application/merge-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string Apply = "application/apply-patch+yaml";

    /// <exception cref="StatusException">415: this kind does not take such a patch.</exception>
    public static string Of(HttpRequest request, ResourceType type)
    {
        var given = ContentType.Of(request);
        string[] accepted = type.IsCustom ? [Json, Merge, Apply] : [Json, Merge, Strategic, Apply];
        return accepted.Contains(given) ? given : throw ContentType.Unsupported(accepted);
    }
}
