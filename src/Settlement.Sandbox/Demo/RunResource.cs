using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using Settlement.Kubernetes.Resources;
using Settlement.Sandbox.Demo.View;

namespace Settlement.Sandbox.Demo;

/// <summary>A run as the API server shows it.</summary>
/// <param name="status">Its status; null before it has one.</param>
internal sealed class RunResource(JsonNode? status)
{
    /// <summary>How far it is.</summary>
    public string Phase => Text("phase") ?? "Pending";

    /// <summary>What it does or waits for.</summary>
    public string Message => Text("message") ?? "";

    /// <summary>Pod that leads.</summary>
    public string? Leader => Text("leader");

    /// <summary>Highest epoch.</summary>
    public long? Epoch => (long?)status?["epoch"];

    /// <summary>Where the trades came from.</summary>
    public string? Source => Text("source");

    /// <summary>Digest of the result.</summary>
    public string? Digest => Text("digest");

    /// <summary>Trades in the result.</summary>
    public long? TradeCount => (long?)status?["tradeCount"];

    /// <summary>What its settlers say of themselves.</summary>
    public IReadOnlyList<JsonNode> Members => [.. (status?["members"]?.AsObject() ?? []).Select(static member => member.Value).OfType<JsonNode>()];

    /// <summary>Settlers that are ready.</summary>
    public int Ready => Members.Count(static member => (bool?)member["ready"] == true);

    /// <summary>Records that the given settlers have still to read: the least, or null before one says so.</summary>
    public long? Lag => Members.Select(static member => (long?)member["lag"]).Min();

    /// <summary>Trades that the fastest settler folds per second.</summary>
    public long? TradesPerSecond => Members.Select(static member => (long?)member["tradesPerSecond"]).Max();

    /// <summary>Reads a run.</summary>
    /// <returns>Null where there is no such run.</returns>
    public static async Task<RunResource?> ReadAsync(IKubernetes client, string name, CancellationToken cancellationToken)
    {
        try
        {
            var run = await client.CustomObjects.GetNamespacedCustomObjectAsync(
                SettlementRun.KubeGroup, SettlementRun.KubeApiVersion, SandboxWorld.Namespace, SettlementRun.KubePluralName, name, cancellationToken);
            return new RunResource(JsonNode.Parse(JsonSerializer.Serialize(run))?["status"]);
        }
        catch (HttpOperationException absent) when (absent.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Whether a condition is not met for a reason.</summary>
    public bool Waits(string type, string reason) => (status?["conditions"]?.AsArray() ?? []).Any(condition =>
        (string?)condition?["type"] == type && (string?)condition?["status"] == "False" && (string?)condition?["reason"] == reason);

    /// <summary>What is shown of it.</summary>
    public RunProgress Progress(string run) => new(run, Phase, Leader, Epoch, Lag, TradesPerSecond, Ready, Message);

    private string? Text(string name) => (string?)status?[name];
}
