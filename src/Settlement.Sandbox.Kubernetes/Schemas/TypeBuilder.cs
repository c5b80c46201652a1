using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas;

/// <summary>Makes nodes of the lines of the type file. Not for several threads at once.</summary>
internal sealed class TypeBuilder(TypeFile file)
{
    private readonly Dictionary<string, SchemaNode> _types = new(StringComparer.Ordinal)
    {
        [BuiltInSchemas.Time] = Leaf(SchemaKind.String, BuiltInSchemas.Time, "v1.Time", "date-time"),
        [BuiltInSchemas.MicroTime] = Leaf(SchemaKind.String, BuiltInSchemas.MicroTime, "v1.MicroTime", "date-time"),
        [BuiltInSchemas.Quantity] = Leaf(SchemaKind.String, BuiltInSchemas.Quantity, "resource.Quantity"),
        [BuiltInSchemas.IntOrString] = Leaf(SchemaKind.IntOrString, BuiltInSchemas.IntOrString, "intstr.IntOrString", "int-or-string"),
        [BuiltInSchemas.RawExtension] = Leaf(SchemaKind.Any, BuiltInSchemas.RawExtension, "runtime.RawExtension"),
        [BuiltInSchemas.FieldsV1] = Leaf(SchemaKind.Any, BuiltInSchemas.FieldsV1, "v1.FieldsV1"),
        [BuiltInSchemas.JsonValue] = Leaf(SchemaKind.Any, BuiltInSchemas.JsonValue, "v1.JSON"),
        [BuiltInSchemas.JsonSchema + "OrArray"] = Leaf(SchemaKind.Any, BuiltInSchemas.JsonSchema + "OrArray", "v1.JSONSchemaPropsOrArray"),
        [BuiltInSchemas.JsonSchema + "OrBool"] = Leaf(SchemaKind.Any, BuiltInSchemas.JsonSchema + "OrBool", "v1.JSONSchemaPropsOrBool"),
        [BuiltInSchemas.JsonSchema + "OrStringArray"] = Leaf(SchemaKind.Any, BuiltInSchemas.JsonSchema + "OrStringArray", "v1.JSONSchemaPropsOrStringArray"),
    };

    private readonly Dictionary<(string Package, string Type, string Merge), SchemaNode> _shared = [];

    public SchemaNode Type(string name)
    {
        if (_types.TryGetValue(name, out var known))
        {
            return known;
        }

        var (package, head, fields) = file.Read(name);
        var node = new SchemaNode { Kind = SchemaKind.Object, TypeName = name, GoType = "v1." + head[0], Atomic = head.Contains("atomic") };
        _types.Add(name, node);
        foreach (var inlined in head.Where(w => w.Contains('=', StringComparison.Ordinal)).Select(w => w.Split('=')))
        {
            node.Inlined.Add(Number(inlined[0]), inlined[1]);
        }

        if (head.Contains("TypeMeta"))
        {
            var text = Resolve(package, "string", [], "", zeroDefault: false);
            node.Fields.Add("kind", new SchemaField(text, false, 0, 0, null, "", FieldPresence.NotEmpty));
            node.Fields.Add("apiVersion", new SchemaField(text, false, 0, 0, null, "", FieldPresence.NotEmpty));
        }

        foreach (var words in fields)
        {
            node.Fields.Add(words[0], Field(package, words));
        }

        return node;
    }

    private SchemaField Field(TypePackage package, string[] words)
    {
        var number = words[1].Split('/');
        var flags = words.AsSpan(3);
        var pointer = words[2][0] == '*';
        var always = flags.Contains("+");
        string? mergeKey = null, strategy = null, text = null;
        var merge = "";
        foreach (var flag in flags)
        {
            if (flag.StartsWith("merge", StringComparison.Ordinal) || flag == "retainKeys")
            {
                mergeKey ??= flag.StartsWith("merge(", StringComparison.Ordinal) ? flag[6..^1] : null;
                strategy = (strategy is null ? "" : strategy + ",") + (flag[0] == 'm' ? "merge" : flag);
            }
            else if (flag[0] == '=')
            {
                text = flag[1..];
            }
            else if (flag.Length > 1)
            {
                merge = flag;
            }
        }

        var node = Resolve(package, words[2].TrimStart('*'), text is null ? [] : [text], merge, always && !pointer);
        var presence = pointer && !always ? FieldPresence.Given
            : !always && (node.TypeName is null || flags.Contains("0")) ? FieldPresence.NotEmpty
            : pointer || BuiltInForm.Zero(node) is null ? FieldPresence.GivenOrNull
            : FieldPresence.Always;
        return new SchemaField(
            node, flags.Contains("!"), Number(number[0]), number.Length > 1 ? Number(number[1]) : 0, mergeKey, strategy ?? "", presence);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private SchemaNode Resolve(TypePackage package, string type, string[] given, string merge, bool zeroDefault)
    {
        var key = (package.Short, type, $"{merge}|{zeroDefault}|{string.Join("", given)}");
        if (!_shared.TryGetValue(key, out var node))
        {
            node = Make(package, type, given, merge, zeroDefault);
            _shared.TryAdd(key, node);
        }

        return node;
    }

    private SchemaNode Make(TypePackage package, string type, string[] given, string merge, bool zeroDefault)
    {
        var preset = given.Length > 0 ? JsonNode.Parse(given[0]) : null;
        switch (type)
        {
            case "string":
                return Scalar(SchemaKind.String, "string", null, preset ?? (zeroDefault ? "" : null));
            case "bytes":
                return Scalar(SchemaKind.String, "[]uint8", "byte", preset);
            case "bool":
                return Scalar(SchemaKind.Boolean, "bool", null, preset ?? (zeroDefault ? false : null));
            case "int32" or "int64":
                return Scalar(SchemaKind.Integer, type, type, preset ?? (zeroDefault ? 0 : null));
            case "double":
                return Scalar(SchemaKind.Number, "float64", "double", preset);
        }

        if (type[0] is '[' or '{')
        {
            var items = Resolve(package, type[1..^1].TrimStart('*'), [], "", zeroDefault: true);
            return new SchemaNode
            {
                Kind = type[0] == '[' ? SchemaKind.List : SchemaKind.Map,
                Items = items,
                GoType = (type[0] == '[' ? "[]" : "map[string]") + items.GoType,
                Atomic = type[0] == '{' && merge == "atomic",
                ListMerge = merge switch { "set" => ListMerge.Set, "" or "atomic" => ListMerge.Atomic, _ => ListMerge.Map },
                ListKeys = merge.StartsWith("map(", StringComparison.Ordinal) ? merge[4..^1].Split(',') : [],
            };
        }

        var dot = type.IndexOf('.', StringComparison.Ordinal);
        var home = dot < 0 ? package : file.Package(type[..dot]);
        var name = type[(dot + 1)..];
        if (name == "UID")
        {
            return Scalar(SchemaKind.String, "types.UID", null, preset ?? (zeroDefault ? "" : null));
        }

        if (home.Aliases.TryGetValue(name, out var alias))
        {
            return Named(Resolve(home, alias.Type, given, merge, zeroDefault), "v1." + name, alias.Values);
        }

        return Type(name switch
        {
            "Time" or "MicroTime" or "FieldsV1" => BuiltInSchemas.Meta + name,
            "Quantity" => BuiltInSchemas.Quantity,
            "IntOrString" => BuiltInSchemas.IntOrString,
            "Raw" => BuiltInSchemas.RawExtension,
            _ => $"{home.Prefix}.{name}",
        });
    }

    private static SchemaNode Leaf(SchemaKind kind, string name, string goType, string? format = null) =>
        new() { Kind = kind, TypeName = name, GoType = goType, Format = format };

    private static SchemaNode Scalar(SchemaKind kind, string goType, string? format, JsonNode? preset) =>
        new() { Kind = kind, GoType = goType, Format = format, Default = preset };

    private static SchemaNode Named(SchemaNode node, string goType, string[] values) => new()
    {
        Kind = node.Kind,
        GoType = goType,
        Format = node.Format,
        Default = node.Default,
        Enum = values,
        Items = node.Items,
        ListMerge = node.ListMerge,
        ListKeys = node.ListKeys,
        Atomic = node.Atomic,
    };
}
