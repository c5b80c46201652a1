using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>One request to a resource, taken apart.</summary>
internal sealed class ApiRequest
{
    public required HttpContext Http { get; init; }

    public required RequestAttributes Attributes { get; init; }

    public required UserInfo User { get; init; }

    /// <summary>The objects, for what looks beyond the request.</summary>
    public required IObjects Objects { get; init; }

    /// <summary>Time of the request, whole seconds, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The decoded body (JSON, YAML or Protobuf), or null if there is none.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>A parameter of the query, or null.</summary>
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;
}

/// <summary>What access is decided on.</summary>
/// <param name="IsResource">False for paths such as <c>/version</c>.</param>
/// <param name="Verb">get, list, watch, create, update, patch, delete, deletecollection; the lower-case method for other paths.</param>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Version">API version.</param>
/// <param name="Resource">Plural.</param>
/// <param name="Subresource">Empty for none.</param>
/// <param name="Namespace">Empty for none.</param>
/// <param name="Name">Empty for none.</param>
/// <param name="Path">The whole path.</param>
internal sealed record RequestAttributes(bool IsResource, string Verb, string Group, string Version, string Resource, string Subresource, string Namespace, string Name, string Path);
