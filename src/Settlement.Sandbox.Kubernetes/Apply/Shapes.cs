using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>How a value is walked.</summary>
internal enum Form
{
    Scalar,
    List,
    Map,
}

/// <summary>A member that may be absent, which is another thing than null.</summary>
internal readonly record struct Slot(bool Present, JsonNode? Node)
{
    public static Slot Absent => default;

    public bool IsNull => Present && Node is null;

    public JsonArray? List => Node as JsonArray;

    public JsonObject? Map => Node as JsonObject;

    public static Slot Of(JsonNode? node) => new(true, node);

    public static Slot Member(JsonObject? map, string name) => map is not null && map.TryGetPropertyValue(name, out var node) ? new(true, node) : default;
}

/// <summary>What a schema means for merging: a missing schema (null) takes its form from the value.</summary>
internal static class Shapes
{
    private const string Quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";

    private static readonly SchemaNode Metadata = MetadataOfAnyObject();

    /// <summary>The form of a value. A null or absent value of any type counts as a map.</summary>
    public static Form FormOf(SchemaNode? node, Slot value) => IsUntyped(node) ? FormOf(value) : node!.Kind switch
    {
        SchemaKind.Object or SchemaKind.Map => Form.Map,
        SchemaKind.List => Form.List,
        _ => Form.Scalar,
    };

    private static Form FormOf(Slot value) => value.Node?.GetValueKind() switch
    {
        JsonValueKind.Array => Form.List,
        JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Form.Scalar,
        _ => Form.Map,
    };

    /// <summary>Whether a list is one value, not merged.</summary>
    public static bool IsAtomicList(SchemaNode? node) => node is not { Kind: SchemaKind.List, ListMerge: not ListMerge.Atomic };

    /// <summary>Whether an object or map is one value, not merged.</summary>
    public static bool IsAtomicMap(SchemaNode? node) => node is { Atomic: true };

    /// <summary>Whether the form is that of the value: a schema that names no type, as those of quantities and of numbers that may be a text do.</summary>
    public static bool IsUntyped(SchemaNode? node) => node is null or { Kind: SchemaKind.Any or SchemaKind.IntOrString } or { TypeName: Quantity };

    public static bool HasField(SchemaNode? node, string name) => node is { Kind: SchemaKind.Object } && node.Fields.ContainsKey(name);

    /// <summary>The schema of a member; false where the schema knows no such member.</summary>
    public static bool TryMember(SchemaNode? node, string name, out SchemaNode? member)
    {
        member = null;
        switch (node?.Kind)
        {
            case SchemaKind.Object when node.Fields.TryGetValue(name, out var field):
                member = field.Node;
                return true;
            case SchemaKind.Object:
                member = node.Items;
                return node.KeepsUnknown || node.Embedded || node.Items is not null || node.Fields.Count == 0;
            case SchemaKind.Map:
                member = node.Items;
                return true;
            default:
                return true;
        }
    }

    /// <summary>The schema below a step of a path; null where it is not known.</summary>
    public static SchemaNode? Child(SchemaNode? node, PathElement element)
    {
        if (element.Kind != ElementKind.Field)
        {
            return node is { Kind: SchemaKind.List } ? node.Items : null;
        }

        _ = TryMember(node, element.Text, out var member);
        return member;
    }

    /// <summary>The schema of a whole object: one that lacks apiVersion, kind or the fields of metadata gets them.</summary>
    public static SchemaNode Whole(SchemaNode schema)
    {
        if (schema.Kind != SchemaKind.Object || (schema.Fields.TryGetValue("metadata", out var metadata) && metadata.Node.Fields.ContainsKey("labels") && schema.Fields.ContainsKey("kind")))
        {
            return schema;
        }

        var whole = new SchemaNode { Kind = SchemaKind.Object, TypeName = schema.TypeName, KeepsUnknown = schema.KeepsUnknown, Atomic = schema.Atomic };
        whole.Fields["apiVersion"] = Field(Text);
        whole.Fields["kind"] = Field(Text);
        whole.Fields["metadata"] = Field(Metadata);
        foreach (var (name, field) in schema.Fields)
        {
            whole.Fields.TryAdd(name, field);
        }

        return whole;
    }

    private static SchemaNode Text { get; } = new() { Kind = SchemaKind.String };

    private static SchemaNode MetadataOfAnyObject()
    {
        var texts = new SchemaNode { Kind = SchemaKind.Map, Items = Text };
        var owner = new SchemaNode { Kind = SchemaKind.Object, Atomic = true };
        foreach (var name in (ReadOnlySpan<string>)["apiVersion", "kind", "name", "uid"])
        {
            owner.Fields[name] = Field(Text);
        }

        owner.Fields["controller"] = owner.Fields["blockOwnerDeletion"] = Field(new SchemaNode { Kind = SchemaKind.Boolean });
        var metadata = new SchemaNode { Kind = SchemaKind.Object };
        foreach (var name in (ReadOnlySpan<string>)["name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp"])
        {
            metadata.Fields[name] = Field(Text);
        }

        metadata.Fields["generation"] = metadata.Fields["deletionGracePeriodSeconds"] = Field(new SchemaNode { Kind = SchemaKind.Integer });
        metadata.Fields["labels"] = metadata.Fields["annotations"] = Field(texts);
        metadata.Fields["ownerReferences"] = Field(new SchemaNode { Kind = SchemaKind.List, Items = owner, ListMerge = ListMerge.Map, ListKeys = ["uid"] });
        metadata.Fields["finalizers"] = Field(new SchemaNode { Kind = SchemaKind.List, Items = Text, ListMerge = ListMerge.Set });
        metadata.Fields["managedFields"] = Field(new SchemaNode { Kind = SchemaKind.List });
        return metadata;
    }

    private static SchemaField Field(SchemaNode node) => new(node, false, 0, 0, null, "");
}
