using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>The table of a custom resource: its name and the columns that the definition adds, or its age if it adds none.</summary>
internal sealed class PrinterColumns
{
    private readonly List<(TableColumn Column, JsonPath Path)> _columns = [];

    /// <param name="columns">The <c>additionalPrinterColumns</c> of a version.</param>
    public PrinterColumns(IEnumerable<JsonObject> columns)
    {
        foreach (var column in columns)
        {
            var path = column.Text("jsonPath") ?? "";
            var description = column.Text("description") is { Length: > 0 } given ? given : $"Custom resource definition column (in JSONPath format): {path}";
            var head = new TableColumn(column.Text("name") ?? "", column.Text("type") ?? "", column.Text("format") ?? "", description, (int)(column.Number("priority") ?? 0));
            if (!JsonPath.TryParse(path, out var parsed))
            {
                // As in the API machinery, one path that cannot be read makes the whole table the usual one.
                _columns.Clear();
                break;
            }

            _columns.Add((head, parsed));
        }

        if (_columns.Count == 0)
        {
            _columns.Add((Column.CreatedAt with { Name = "Age" }, JsonPath.Parse(".metadata.creationTimestamp")));
        }
    }

    public IReadOnlyList<TableColumn> Columns => [Column.Name, .. _columns.Select(c => c.Column)];

    public JsonArray Cells(JsonObject value, DateTimeOffset now) =>
        [value.Name(), .. _columns.Select(c => c.Path.Find(value) is [var first, ..] ? Cell(c.Column.Type, first, now) : null)];

    private static JsonNode? Cell(string type, JsonNode? value, DateTimeOffset now)
    {
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        return (type, kind) switch
        {
            ("string", JsonValueKind.Null) => null,
            ("string", JsonValueKind.String) => value!.GetValue<string>(),
            ("string", JsonValueKind.Number) => GoText.Value(value),
            ("string", JsonValueKind.True or JsonValueKind.False) => kind == JsonValueKind.True ? "true" : "false",
            ("string", _) => GoText.Encode(value!),
            ("integer", JsonValueKind.Number) => Scalars.Whole(value!.AsValue(), out var whole) ? whole : Truncated(Scalars.Double(value.AsValue())),
            ("number", JsonValueKind.Number) => value!.DeepClone(),
            ("boolean", JsonValueKind.True or JsonValueKind.False) => value!.DeepClone(),
            ("date", JsonValueKind.String) => Ages.Parse(value!.GetValue<string>()) is { } at ? Ages.Show(now - at) : "<invalid>",
            _ => null,
        };
    }

    private static long Truncated(double value) => Math.Abs(value) < long.MaxValue ? (long)value : long.MinValue;
}
