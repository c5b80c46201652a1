using System.Text.Json;
using Json.Schema;
using Settlement.Operator.Tests.Support;

namespace Settlement.Operator.Tests.Compute.Schemas;

/// <summary>The schemas of <c>docs/schema</c>.</summary>
internal static class SchemaFiles
{
    private static readonly Dictionary<string, JsonSchema> Loaded = Load();

    /// <summary>What a schema finds wrong with a document; empty when it fits.</summary>
    public static IReadOnlyList<string> Problems(string schema, string json)
    {
        using var document = JsonDocument.Parse(json);
        var outcome = Loaded[schema].Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return outcome.IsValid
            ? []
            : [.. outcome.Details!.Where(static d => d.Errors is not null).SelectMany(static d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}"))];
    }

    private static Dictionary<string, JsonSchema> Load()
    {
        var schemas = Directory.EnumerateFiles(Repository.File("docs", "schema"), "*.json").ToDictionary(static f => Path.GetFileName(f), static f => JsonSchema.FromFile(f));
        foreach (var schema in schemas.Values)
            SchemaRegistry.Global.Register(schema);
        return schemas;
    }
}
