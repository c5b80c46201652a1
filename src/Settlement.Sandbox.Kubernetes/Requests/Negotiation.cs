using System.Globalization;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Chooses the form of the answer from the header Accept.</summary>
internal static class Negotiation
{
    public const string Protobuf = "application/vnd.kubernetes.protobuf";
    private const string Served = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    /// <exception cref="StatusException">406: nothing that is accepted can be served.</exception>
    public static Accepted Choose(HttpRequest request, Func<Accepted, bool> served) =>
        TryChoose(request, served) ?? throw new StatusException(406, "NotAcceptable", $"only the following media types are accepted: {Served}");

    /// <summary>The first accepted form that is served, or null.</summary>
    public static Accepted? TryChoose(HttpRequest request, Func<Accepted, bool> served)
    {
        var header = request.Headers.Accept.ToString();
        if (header.Length == 0)
        {
            return served(Accepted.PlainJson) ? Accepted.PlainJson : null;
        }

        foreach (var clause in Clauses(header))
        {
            if (Read(clause) is { } accepted && served(accepted))
            {
                return accepted;
            }
        }

        return null;
    }

    private static IEnumerable<string[]> Clauses(string header) =>
        header.Split(',').Select(c => c.Split(';', StringSplitOptions.TrimEntries)).Where(c => c[0].Length > 0).OrderByDescending(Quality);

    private static double Quality(string[] clause)
    {
        var quality = clause.FirstOrDefault(p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
        return quality is not null && double.TryParse(quality.AsSpan(2), NumberStyles.Float, CultureInfo.InvariantCulture, out var q) ? q : 1;
    }

    private static Accepted? Read(string[] clause)
    {
        var (format, type) = clause[0].ToLowerInvariant() switch
        {
            "application/json" or "application/*" or "*/*" => (WireFormat.Json, "application/json"),
            "application/yaml" => (WireFormat.Yaml, "application/yaml"),
            Protobuf => (WireFormat.Protobuf, Protobuf),
            _ => (WireFormat.Json, ""),
        };
        if (type.Length == 0)
        {
            return null;
        }

        string Parameter(string name) => clause.Skip(1).FirstOrDefault(p => p.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..] ?? "";
        var (shape, group, version) = (Parameter("as"), Parameter("g"), Parameter("v"));
        return shape switch
        {
            "" => new Accepted(format, Shape.Objects, type),
            "Table" when group == "meta.k8s.io" && version is "v1" or "v1beta1" => new Accepted(format, Shape.Table, type),
            "PartialObjectMetadata" or "PartialObjectMetadataList" when group == "meta.k8s.io" && version is "v1" or "v1beta1" => new Accepted(format, Shape.Metadata, type),
            _ => null,
        };
    }
}
