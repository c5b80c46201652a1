using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Registry;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests.Output;

/// <summary>Turns objects into the tables that <c>kubectl get</c> shows.</summary>
internal sealed class TableForm
{
    private readonly ResourceType _type;
    private readonly Accepted _accepted;
    private readonly string _include;

    /// <param name="type">The kind.</param>
    /// <param name="accepted">In which version.</param>
    /// <param name="include">The parameter <c>includeObject</c>: what of each object goes with its row; empty for its metadata.</param>
    /// <exception cref="StatusException">400: the parameter is wrong.</exception>
    public TableForm(ResourceType type, Accepted accepted, string include)
    {
        if (include is not ("" or "None" or "Metadata" or "Object"))
        {
            throw StatusException.BadRequest($"Unable to convert to Table as requested: includeObject: Invalid value: \"{include}\": must be 'Metadata', 'Object', 'None', or empty");
        }

        (_type, _accepted, _include) = (type, accepted, include);
    }

    /// <summary>A table of these objects.</summary>
    /// <param name="objects">One row each.</param>
    /// <param name="metadata">Metadata of the table.</param>
    /// <param name="now">The time for ages.</param>
    /// <param name="withColumns">False: the columns were told before.</param>
    public JsonObject Of(IEnumerable<JsonObject> objects, JsonObject metadata, DateTimeOffset now, bool withColumns = true) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = _accepted.MetaVersion,
        ["metadata"] = metadata,
        ["columnDefinitions"] = withColumns ? Columns() : null,
        ["rows"] = new JsonArray([.. objects.Select(o => Row(o, _type.Strategy.Cells(o, now)))]),
    };

    /// <summary>The row of a bookmark: cells without content.</summary>
    public JsonObject OfBookmark(JsonObject bookmark, JsonObject metadata, bool withColumns) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = _accepted.MetaVersion,
        ["metadata"] = metadata,
        ["columnDefinitions"] = withColumns ? Columns() : null,
        ["rows"] = new JsonArray(Row(bookmark, _type.Strategy.Cells(bookmark, DateTimeOffset.UnixEpoch))),
    };

    private JsonArray Columns() => new([.. _type.Strategy.Columns.Select(c => new JsonObject
    {
        ["name"] = c.Name,
        ["type"] = c.Type,
        ["format"] = c.Format,
        ["description"] = c.Description,
        ["priority"] = c.Priority,
    })]);

    private JsonObject Row(JsonObject value, JsonArray cells) => new()
    {
        ["cells"] = cells,
        ["object"] = _include switch
        {
            "None" => null,
            "Object" => MemberOrder.Of(_type, value),
            _ => MetadataForm.Of(value, _accepted.MetaVersion),
        },
    };
}
