using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Tables;

/// <summary>How a kind is shown as a Table.</summary>
/// <param name="columns">The columns; the first is usually the name.</param>
/// <param name="cells">The cells of an object, as many as columns.</param>
internal sealed class TableView(IReadOnlyList<TableColumn> columns, Func<JsonObject, DateTimeOffset, JsonArray> cells)
{
    /// <summary>The columns of kinds that nobody made others for.</summary>
    public static readonly TableView Plain = new([Column.Name, Column.CreatedAt], (value, _) => new JsonArray(value.Name(), CreatedAt(value)));

    public IReadOnlyList<TableColumn> Columns { get; } = columns;

    public JsonArray Cells(JsonObject value, DateTimeOffset now) => cells(value, now);

    /// <summary>The time of creation as it is stored.</summary>
    public static string CreatedAt(JsonObject value) => value.Object("metadata").Text("creationTimestamp") ?? "";
}
