using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Events;

/// <summary>How events are shown; both groups show the stored, older form.</summary>
internal static class EventTable
{
    public static readonly TableView View = new(
        [
            Column.Text("Last Seen"), Column.Text("Type"), Column.Text("Reason"), Column.Text("Object"), Column.Wide("Subobject"), Column.Wide("Source"), Column.Text("Message"),
            Column.Wide("First Seen"), Column.Wide("Count"), Column.Name with { Priority = 1 },
        ],
        Cells);

    private static JsonArray Cells(JsonObject value, DateTimeOffset now)
    {
        var e = EventForms.ToCore(value);
        var (about, source, series) = (e.Object("involvedObject"), e.Object("source"), e.Object("series"));
        var first = e.Text("firstTimestamp") ?? e.Text("eventTime");
        var last = series is null ? e.Text("lastTimestamp") ?? first : series.Text("lastObservedTime");
        var count = series.Number("count") ?? e.Number("count") ?? 0;
        var host = source.Text("host") is { Length: > 0 } h ? ", " + h : "";
        var sender = source.Text("component") + host;
        return new JsonArray(
            Ages.Since(last, now),
            e.Text("type") ?? "",
            e.Text("reason") ?? "",
            Target(about),
            about.Text("fieldPath") ?? "",
            sender.Length > 0 ? sender : e.Text("reportingComponent") ?? "",
            (e.Text("message") ?? "").Trim(),
            Ages.Since(first, now),
            series is null && count == 0 ? 1 : count,
            e.Name());
    }

    private static string Target(JsonObject? about)
    {
        var kind = (about.Text("kind") ?? "").ToLowerInvariant();
        return about.Text("name") is { Length: > 0 } name ? $"{kind}/{name}" : kind;
    }
}
