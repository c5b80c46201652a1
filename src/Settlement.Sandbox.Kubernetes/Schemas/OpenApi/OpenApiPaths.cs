using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Requests.Discovery;

namespace Settlement.Sandbox.Kubernetes.Schemas.OpenApi;

/// <summary>Writes the paths under which a kind, or something below it, is served.</summary>
internal sealed class OpenApiPaths(OpenApiVersion version)
{
    private const string Status = BuiltInSchemas.Meta + "Status";
    private static readonly string[] Json = ["application/json", "application/yaml"];
    private static readonly string[] WithProtobuf = ["application/json", "application/vnd.kubernetes.protobuf", "application/yaml"];
    private static readonly string[] Patches = ["application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"];
    private static readonly (string, string)[] ListParameters =
    [
        ("allowWatchBookmarks", "boolean"), ("continue", "string"), ("fieldSelector", "string"), ("labelSelector", "string"), ("limit", "integer"), ("resourceVersion", "string"),
        ("resourceVersionMatch", "string"), ("sendInitialEvents", "boolean"), ("timeoutSeconds", "integer"), ("watch", "boolean"),
    ];

    private static readonly (string, string)[] WriteParameters = [("dryRun", "string"), ("fieldManager", "string"), ("fieldValidation", "string")];

    private static readonly (string, string)[] DeleteParameters =
    [
        ("dryRun", "string"), ("gracePeriodSeconds", "integer"), ("ignoreStoreReadErrorWithClusterBreakingPotential", "boolean"), ("orphanDependents", "boolean"), ("propagationPolicy", "string"),
    ];

    private readonly SortedDictionary<string, JsonObject> _paths = new(StringComparer.Ordinal);

    public JsonObject Paths => new(_paths.Select(p => new KeyValuePair<string, JsonNode?>(p.Key, ParametersLast(p.Value))));

    /// <summary>Adds the paths of one entry of discovery.</summary>
    /// <param name="served">What is served.</param>
    /// <param name="kind">Kind of the objects, also where the body is another one.</param>
    /// <param name="bodyType">Full name of the type of its objects.</param>
    /// <param name="listType">Full name of the type of its lists; null where there are none.</param>
    public void Add(ServedResource served, string kind, string bodyType, string? listType)
    {
        var entry = new Entry(served, kind, bodyType, listType, served.IsCustom ? Json : WithProtobuf);
        var root = served.Group.Length == 0 ? $"/api/{served.Version}/" : $"/apis/{served.Group}/{served.Version}/";
        var collection = root + (served.Namespaced ? "namespaces/{namespace}/" : "") + served.Plural;
        if (served.Subresource.Length > 0 || served.Verbs.Contains("get"))
        {
            var item = Path(served.Subresource.Length == 0 ? collection + "/{name}" : $"{collection}/{{name}}/{served.Subresource}", served.Namespaced ? ["name", "namespace"] : ["name"]);
            AddItem(item, entry);
        }

        if (served.Subresource.Length > 0)
        {
            return;
        }

        var many = Path(collection, served.Namespaced ? ["namespace"] : []);
        AddCollection(many, entry);
        if (served.Namespaced && served.Verbs.Contains("list"))
        {
            var all = Path(root + served.Plural, []);
            all["parameters"] = new JsonArray([.. ListParameters.Append(("pretty", "string")).OrderBy(p => p.Item1, StringComparer.Ordinal).Select(p => version.Parameter(p.Item1, "query", p.Item2))]);
            all["get"] = Operation(entry, "list", "list", "list objects of kind", entry.ListType!, [], suffix: "ForAllNamespaces");
        }
    }

    private sealed record Entry(ServedResource Served, string Kind, string BodyType, string? ListType, string[] MediaTypes);

    private void AddItem(JsonObject item, Entry entry)
    {
        var verbs = entry.Served.Verbs;
        if (verbs.Contains("get"))
        {
            item["get"] = Operation(entry, "get", "read", "read the specified", entry.BodyType, entry.Served.IsCustom ? [("resourceVersion", "string")] : []);
        }

        if (verbs.Contains("update"))
        {
            item["put"] = WithBody(Operation(entry, "put", "replace", "replace the specified", entry.BodyType, WriteParameters, created: true), entry);
        }

        if (verbs.Contains("create") && entry.Served.Subresource.Length > 0)
        {
            item["post"] = WithBody(Operation(entry, "post", "create", "create", entry.BodyType, WriteParameters, created: true), entry);
        }

        if (verbs.Contains("delete"))
        {
            var delete = Operation(entry, "delete", "delete", "delete a", Status, DeleteParameters, accepted: true);
            version.AddBody(delete, BuiltInSchemas.Meta + "DeleteOptions", required: false, entry.Served.IsCustom ? Json : ["*/*"]);
            item["delete"] = delete;
        }

        if (verbs.Contains("patch"))
        {
            var patch = Operation(entry, "patch", "patch", "partially update the specified", entry.BodyType, [.. WriteParameters, ("force", "boolean")], created: !entry.Served.IsCustom);
            version.AddBody(patch, BuiltInSchemas.Meta + "Patch", required: true, entry.Served.IsCustom ? Patches : [.. Patches, "application/strategic-merge-patch+json"]);
            item["patch"] = patch;
        }
    }

    private void AddCollection(JsonObject many, Entry entry)
    {
        if (entry.Served.Verbs.Contains("list"))
        {
            many["get"] = Operation(entry, "list", "list", "list or watch objects of kind", entry.ListType!, ListParameters);
        }

        if (entry.Served.Verbs.Contains("create"))
        {
            many["post"] = WithBody(Operation(entry, "post", "create", "create a", entry.BodyType, WriteParameters, created: true, accepted: true), entry);
        }

        if (entry.Served.Verbs.Contains("deletecollection"))
        {
            many["delete"] = Operation(entry, "deletecollection", "delete", "delete collection of", Status, ListParameters, infix: "Collection");
        }
    }

    private JsonObject Path(string path, string[] inPath)
    {
        if (!_paths.TryGetValue(path, out var item))
        {
            _paths[path] = item = new JsonObject
            {
                ["parameters"] = new JsonArray([.. inPath.Select(p => version.Parameter(p, "path", "string")), version.Parameter("pretty", "query", "string")]),
            };
        }

        return item;
    }

    private static JsonObject ParametersLast(JsonObject path)
    {
        path.Remove("parameters", out var parameters);
        path.Add("parameters", parameters);
        return path;
    }

    private JsonObject WithBody(JsonObject operation, Entry entry)
    {
        version.AddBody(operation, entry.BodyType, required: true, entry.Served.IsCustom ? Json : ["*/*"]);
        return operation;
    }

    private JsonObject Operation(
        Entry entry, string action, string verb, string sentence, string type, (string Name, string Type)[] parameters, bool created = false, bool accepted = false, string infix = "", string suffix = "")
    {
        var served = entry.Served;
        var group = served.Group.Length == 0 ? "core" : served.Group.EndsWith(".k8s.io", StringComparison.Ordinal) ? served.Group[..^7] : served.Group;
        var words = string.Concat(group.Split('.', '-').Select(Capital));
        var below = string.Concat(served.Subresource.Split('/').Select(Capital));
        var operation = new JsonObject
        {
            ["tags"] = new JsonArray($"{char.ToLowerInvariant(words[0])}{words[1..]}_{served.Version}"),
            ["description"] = $"{sentence} {served.Kind}",
            ["operationId"] = $"{verb}{words}{Capital(served.Version)}{infix}{(served.Namespaced && suffix.Length == 0 ? "Namespaced" : "")}{entry.Kind}{below}{suffix}",
        };
        if (!version.Is3)
        {
            operation["produces"] = new JsonArray([.. entry.MediaTypes.Select(m => (JsonNode)m)]);
        }

        if (parameters.Length > 0)
        {
            operation["parameters"] = new JsonArray([.. parameters.Select(p => version.Parameter(p.Name, "query", p.Type))]);
        }

        var responses = new JsonObject { ["200"] = version.Response("OK", type, entry.MediaTypes) };
        if (created)
        {
            responses["201"] = version.Response("Created", type, entry.MediaTypes);
        }

        if (accepted)
        {
            responses["202"] = version.Response("Accepted", type, entry.MediaTypes);
        }

        responses["401"] = new JsonObject { ["description"] = "Unauthorized" };
        operation["responses"] = responses;
        operation["x-kubernetes-action"] = action;
        operation["x-kubernetes-group-version-kind"] = served.Body is { } body && !served.IsCustom
            ? new JsonObject { ["group"] = body.Group, ["version"] = body.Version, ["kind"] = served.Kind }
            : new JsonObject { ["group"] = served.Group, ["version"] = served.Version, ["kind"] = served.Body is null ? served.Kind : entry.Kind };
        return operation;
    }

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
