using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Schemas.OpenApi;

/// <summary>What versions 2 and 3 of OpenAPI write differently.</summary>
internal sealed record OpenApiVersion(bool Is3)
{
    public static readonly OpenApiVersion Two = new(false);
    public static readonly OpenApiVersion Three = new(true);

    private string Prefix => Is3 ? "#/components/schemas/" : "#/definitions/";

    /// <summary>A reference where nothing may stand beside it.</summary>
    public JsonObject Reference(string type) => new() { ["$ref"] = Prefix + type };

    /// <summary>A reference where something may stand beside it.</summary>
    /// <param name="type">Full name of the type.</param>
    /// <param name="always">Whether the value is there even if nobody gave it.</param>
    public JsonObject Property(string type, bool always)
    {
        if (!Is3)
        {
            return Reference(type);
        }

        var property = new JsonObject();
        if (always)
        {
            property["default"] = new JsonObject();
        }

        property["allOf"] = new JsonArray(Reference(type));
        return property;
    }

    public JsonObject Parameter(string name, string place, string type)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place };
        if (place == "path")
        {
            parameter["required"] = true;
        }

        if (Is3)
        {
            parameter["schema"] = new JsonObject { ["type"] = type, ["uniqueItems"] = true };
        }
        else
        {
            parameter["type"] = type;
            parameter["uniqueItems"] = true;
        }

        return parameter;
    }

    /// <summary>A response with a body of a type.</summary>
    public JsonObject Response(string description, string type, IEnumerable<string> mediaTypes) => Is3
        ? new JsonObject { ["description"] = description, ["content"] = Content(type, mediaTypes) }
        : new JsonObject { ["description"] = description, ["schema"] = Reference(type) };

    /// <summary>Adds the body of a request to an operation.</summary>
    public void AddBody(JsonObject operation, string type, bool required, IReadOnlyList<string> mediaTypes)
    {
        if (!Is3)
        {
            var body = new JsonObject { ["name"] = "body", ["in"] = "body" };
            if (required)
            {
                body["required"] = true;
            }

            body["schema"] = Reference(type);
            ((JsonArray)(operation["parameters"] ??= new JsonArray())).Insert(0, body);
            operation["consumes"] = new JsonArray([.. mediaTypes.Select(m => (JsonNode)m)]);
            return;
        }

        operation.Insert(operation.IndexOf("responses"), "requestBody", required
            ? new JsonObject { ["content"] = Content(type, mediaTypes), ["required"] = true }
            : new JsonObject { ["content"] = Content(type, mediaTypes) });
    }

    private JsonObject Content(string type, IEnumerable<string> mediaTypes) =>
        new(mediaTypes.Select(m => new KeyValuePair<string, JsonNode?>(m, new JsonObject { ["schema"] = Reference(type) })));
}
