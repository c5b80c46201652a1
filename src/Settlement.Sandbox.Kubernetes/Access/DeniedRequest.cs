using System.Text.Json.Serialization;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>A request that was refused with 401 or 403. Members that are empty are not written.</summary>
public sealed record DeniedRequest
{
    /// <summary>When it was refused.</summary>
    [JsonPropertyName("time")]
    public DateTimeOffset Time { get; init; }

    /// <summary>401 or 403.</summary>
    [JsonPropertyName("code")]
    public int Code { get; init; }

    /// <summary>Who asked; null when credentials were wrong.</summary>
    [JsonPropertyName("user")]
    public string? User { get; init; }

    /// <summary>The verb of the API such as <c>list</c>; for a 401 the method.</summary>
    [JsonPropertyName("verb")]
    public string? Verb { get; init; }

    /// <summary>Group of the resource; null for the core group.</summary>
    [JsonPropertyName("apiGroup")]
    public string? Group { get; init; }

    /// <summary>Plural, with a subresource after a slash; null for other paths.</summary>
    [JsonPropertyName("resource")]
    public string? Resource { get; init; }

    /// <summary>Namespace; null for none.</summary>
    [JsonPropertyName("namespace")]
    public string? Namespace { get; init; }

    /// <summary>Name of the object; null for none.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Path of the request; null for a check that has none, such as impersonation.</summary>
    [JsonPropertyName("path")]
    public string? Path { get; init; }

    /// <summary>Why, if access control gave a reason.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; init; }
}
