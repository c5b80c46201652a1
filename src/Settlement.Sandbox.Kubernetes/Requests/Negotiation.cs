using System.Globalization;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Chooses the form of an answer from the header Accept.</summary>
internal static class Negotiation
{
    public const string Protobuf = "application/vnd.kubernetes.protobuf";
    private const string Served = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    private const string ServedToWatches = "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

    /// <summary>For an object or a list of a kind.</summary>
    /// <exception cref="StatusException">406: nothing that is accepted can be served.</exception>
    public static Accepted ForObjects(HttpRequest request, ResourceType type) =>
        First(request, a => a.Format != WireFormat.Protobuf || HasProtobuf(a.Shape, type)) ?? throw NotAcceptable(Served);

    /// <summary>For answers without a Table, such as a Scale or a review.</summary>
    /// <exception cref="StatusException">406: nothing that is accepted can be served.</exception>
    public static Accepted ForPlain(HttpRequest request) => First(request, a => a.Shape == Shape.Objects) ?? throw NotAcceptable(Served);

    /// <summary>For discovery, whose documents are not told in Protobuf.</summary>
    /// <exception cref="StatusException">406: nothing that is accepted can be served.</exception>
    public static Accepted ForDiscovery(HttpRequest request) => First(request, a => a.Shape == Shape.Objects && a.Format != WireFormat.Protobuf) ?? throw NotAcceptable(Served);

    /// <summary>For what was deleted, which may be told as a Status whatever was asked for.</summary>
    /// <exception cref="StatusException">406: nothing that is accepted can be served.</exception>
    public static Accepted ForDeleted(HttpRequest request, ResourceType type) => ForObjects(request, type);

    /// <exception cref="StatusException">406: nothing that is accepted can be served.</exception>
    public static Accepted ForWatch(HttpRequest request, ResourceType type) =>
        First(request, a => a.Format == WireFormat.Json || (a.Format == WireFormat.Protobuf && HasProtobuf(a.Shape, type))) ?? throw NotAcceptable(ServedToWatches);

    /// <summary>For a refusal: what is accepted, or JSON.</summary>
    public static Accepted ForStatus(HttpRequest request) => First(request, a => a.Shape == Shape.Objects) is { } accepted ? accepted : Accepted.PlainJson;

    /// <summary>The clauses of the header, best first.</summary>
    public static IEnumerable<string[]> Clauses(HttpRequest request) =>
        request.Headers.Accept.ToString().Split(',').Select(c => c.Split(';', StringSplitOptions.TrimEntries)).Where(c => c[0].Length > 0).OrderByDescending(Quality);

    /// <summary>A parameter of a clause, or the empty string.</summary>
    public static string Parameter(string[] clause, string name) =>
        clause.Skip(1).FirstOrDefault(p => p.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..] ?? "";

    public static StatusException NotAcceptable() => NotAcceptable(Served);

    private static StatusException NotAcceptable(string served) => new(406, "NotAcceptable", $"only the following media types are accepted: {served}");

    /// <summary>Custom resources have no messages of their own, and tables none at all.</summary>
    private static bool HasProtobuf(Shape shape, ResourceType type) => shape is Shape.Metadata or Shape.MetadataList || (shape == Shape.Objects && !type.IsCustom);

    private static Accepted? First(HttpRequest request, Func<Accepted, bool> served)
    {
        if (request.Headers.Accept.Count == 0 || request.Headers.Accept.ToString().Trim().Length == 0)
        {
            return Accepted.PlainJson;
        }

        foreach (var clause in Clauses(request))
        {
            if (Read(clause) is { } accepted && served(accepted))
            {
                return accepted;
            }
        }

        return null;
    }

    private static double Quality(string[] clause) =>
        Parameter(clause, "q") is { Length: > 0 } q && double.TryParse(q, NumberStyles.Float, CultureInfo.InvariantCulture, out var quality) ? quality : 1;

    private static Accepted? Read(string[] clause)
    {
        WireFormat? format = clause[0].ToLowerInvariant() switch
        {
            "application/json" or "application/*" or "*/*" => WireFormat.Json,
            "application/yaml" => WireFormat.Yaml,
            Protobuf => WireFormat.Protobuf,
            _ => null,
        };
        Shape? shape = Parameter(clause, "as") switch
        {
            "" => Shape.Objects,
            "Table" => Shape.Table,
            "PartialObjectMetadata" => Shape.Metadata,
            "PartialObjectMetadataList" => Shape.MetadataList,
            _ => null,
        };
        if (format is null || shape is null)
        {
            return null;
        }

        var version = Parameter(clause, "v");
        return shape == Shape.Objects
            ? new Accepted(format.Value)
            : Parameter(clause, "g") == "meta.k8s.io" && version is "v1" or "v1beta1" ? new Accepted(format.Value, shape.Value, version) : null;
    }
}
