using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Events;

/// <summary>Events in their two forms: core v1, as they are stored, and events.k8s.io/v1.</summary>
internal static class EventForms
{
    private const string Newer = "events.k8s.io/v1";

    private static readonly (string Core, string Newer)[] Names =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("reportingComponent", "reportingController"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
    ];

    private static readonly Dictionary<string, string> NewNames = Names.ToDictionary(n => n.Core, n => n.Newer, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> CoreNames = Names.ToDictionary(n => n.Newer, n => n.Core, StringComparer.Ordinal);

    /// <summary>The stored form; the same object when it is that already.</summary>
    public static JsonObject ToCore(JsonObject value) => value.Text("apiVersion") == Newer ? Renamed(value, "v1", CoreNames) : value;

    /// <summary>The form of events.k8s.io; the same object when it is that already.</summary>
    public static JsonObject ToNewer(JsonObject value) => value.Text("apiVersion") == Newer ? value : Renamed(value, Newer, NewNames);

    private static JsonObject Renamed(JsonObject value, string apiVersion, Dictionary<string, string> names)
    {
        var renamed = new JsonObject();
        foreach (var (name, member) in value)
        {
            renamed[names.GetValueOrDefault(name, name)] = name == "apiVersion" ? apiVersion : member?.DeepClone();
        }

        return renamed;
    }
}
