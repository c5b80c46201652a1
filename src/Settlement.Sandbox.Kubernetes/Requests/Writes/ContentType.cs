using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Requests.Writes;

/// <summary>The media types of bodies.</summary>
internal static class ContentType
{
    private static readonly string[] Served = ["application/json", "application/yaml", Negotiation.Protobuf];

    /// <summary>The media type without parameters, in lower case; empty if there is none.</summary>
    public static string Of(HttpRequest request) => (request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    /// <exception cref="StatusException">415: bodies of this type are not read.</exception>
    public static WireFormat FormatOf(HttpRequest request) => Of(request) switch
    {
        "" or "application/json" => WireFormat.Json,
        "application/yaml" => WireFormat.Yaml,
        Negotiation.Protobuf => WireFormat.Protobuf,
        _ => throw Unsupported(Served),
    };

    public static StatusException Unsupported(IEnumerable<string> accepted) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");
}
