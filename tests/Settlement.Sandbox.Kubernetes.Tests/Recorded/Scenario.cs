using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>One recorded file: requests and the answers of the real API machinery.</summary>
internal sealed record Scenario(string Name, IReadOnlyList<Step> Steps)
{
    /// <summary>The folder of recordings, or null on a machine without it.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable("KUBE_RECORDED_SCENARIOS") is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    public static IReadOnlyList<string> Names =>
        Folder is { } folder ? [.. Directory.EnumerateFiles(folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)] : [];

    public static Scenario Read(string name)
    {
        var file = Path.Combine(Folder ?? throw new InvalidOperationException("KUBE_RECORDED_SCENARIOS is not set"), name + ".json");
        return Parse(name, JsonNode.Parse(File.ReadAllText(file))!.AsObject());
    }

    public static Scenario Parse(string name, JsonObject json) =>
        new(name, [.. json["steps"]!.AsArray().Select((s, i) => Step.Parse($"{i + 1}", s!.AsObject()))]);

    /// <summary>All steps, those within a watch before the watch, whose stream shows what they did.</summary>
    public IEnumerable<Step> Flat() => Steps.SelectMany(s => s.Meanwhile.Append(s));
}

/// <summary>One request and its answer.</summary>
/// <param name="Id">Its number in the file, from 1; steps within a watch are <c>3.1</c>.</param>
/// <param name="Note">What the recorder says of it.</param>
/// <param name="Request">method, path, headers, body.</param>
/// <param name="Response">status, headers, body.</param>
/// <param name="Meanwhile">Steps that ran while this one, a watch, was open.</param>
/// <param name="Counts">For a race: how often each status was answered.</param>
/// <param name="Loser">For a race: the other answer.</param>
internal sealed record Step(string Id, string Note, JsonObject Request, JsonObject Response, IReadOnlyList<Step> Meanwhile, JsonObject? Counts, JsonObject? Loser)
{
    public string Method => Request.Text("method")!;

    public string Path => Request.Text("path")!;

    public int? Status => (int?)Response.Number("status");

    public bool IsWatch => Response["stream"] is JsonArray;

    public static Step Parse(string id, JsonObject step) => new(
        id, step.Text("note") ?? "", step["request"]!.AsObject(), step["response"]!.AsObject(),
        [.. (step.Array("meanwhile") ?? []).Select((m, i) => Parse($"{id}.{i + 1}", m!.AsObject()))],
        step.Object("statusCounts"), step.Object("loser"));
}
