using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Types;

/// <summary>The shapes of values in the Kubernetes API.</summary>
internal enum SchemaKind
{
    /// <summary>Anything: its content is not looked into.</summary>
    Any,

    /// <summary>An object with named fields.</summary>
    Object,

    /// <summary>An object whose member names are free and whose values are all <see cref="SchemaNode.Items"/>.</summary>
    Map,

    /// <summary>A list of <see cref="SchemaNode.Items"/>.</summary>
    List,
    String,
    Integer,
    Number,
    Boolean,
    IntOrString,
}

/// <summary>How a list is merged by server-side apply.</summary>
internal enum ListMerge
{
    /// <summary>As a whole.</summary>
    Atomic,

    /// <summary>By value; values are scalars.</summary>
    Set,

    /// <summary>By the fields named in <see cref="SchemaNode.ListKeys"/>.</summary>
    Map,
}

/// <summary>
/// The schema of one value: of a built-in type or of a custom resource. One model for pruning, defaults, merging, apply, OpenAPI and Protobuf.
/// Nodes may be cyclic, and are not changed once they are in use.
/// </summary>
internal sealed class SchemaNode
{
    public required SchemaKind Kind { get; init; }

    /// <summary>Name of a type of its own, such as <c>io.k8s.api.core.v1.Container</c>; null for a nameless one.</summary>
    public string? TypeName { get; init; }

    /// <summary>The type's name in texts about wrong JSON, such as <c>v1.PullPolicy</c> or <c>[]v1.Container</c>; null for custom resources.</summary>
    public string? GoType { get; init; }

    /// <summary>The values a string may have as OpenAPI tells them; empty for any. Not checked by decoding.</summary>
    public IReadOnlyList<string> Enum { get; init; } = [];

    /// <summary>OpenAPI format, such as <c>int32</c>, <c>byte</c>, <c>date-time</c>; null without one.</summary>
    public string? Format { get; init; }

    /// <summary>The fields of an <see cref="SchemaKind.Object"/>, in the order in which they are written.</summary>
    public OrderedDictionary<string, SchemaField> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of the messages that JSON writes inline, by their number (<see cref="SchemaField.Via"/>).</summary>
    public Dictionary<int, string> Inlined { get; } = [];

    /// <summary>The elements of a list or the values of a map; null for any.</summary>
    public SchemaNode? Items { get; set; }

    public ListMerge ListMerge { get; init; } = ListMerge.Atomic;

    /// <summary>Fields that tell the elements of a <see cref="ListMerge.Map"/> apart.</summary>
    public IReadOnlyList<string> ListKeys { get; init; } = [];

    /// <summary>Whether apply takes this object or map as a whole.</summary>
    public bool Atomic { get; init; }

    /// <summary>Whether unknown fields are kept (custom resources: <c>x-kubernetes-preserve-unknown-fields</c>).</summary>
    public bool KeepsUnknown { get; init; }

    /// <summary>Whether this object is a whole Kubernetes object with apiVersion, kind and metadata (<c>x-kubernetes-embedded-resource</c>).</summary>
    public bool Embedded { get; init; }

    public bool Nullable { get; init; }

    /// <summary>The default of this value, or null.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>The schema as it was written in a definition of a custom resource; null for built-in types.</summary>
    public JsonObject? Source { get; init; }
}

/// <summary>When a field is written.</summary>
internal enum FieldPresence
{
    /// <summary>When it was given; null counts as not given. All fields of custom resources, pointers of built-in types.</summary>
    Given,

    /// <summary>When it is not empty: not zero, not false, not "", not [] and not {}.</summary>
    NotEmpty,

    /// <summary>Always, also when it is empty: 0, false, "" or {}.</summary>
    Always,

    /// <summary>Always; null when it was not given. Lists, maps, times and some pointers.</summary>
    GivenOrNull,
}

/// <summary>One field of an object.</summary>
/// <param name="Node">Schema of its value.</param>
/// <param name="Required">Whether OpenAPI calls it required.</param>
/// <param name="Number">Its number in Protobuf; 0 for none.</param>
/// <param name="Via">In Protobuf the number of the message that JSON writes inline and that holds this field; 0 for none.</param>
/// <param name="MergeKey">The key by which a strategic merge patch merges this list; null: it is replaced.</param>
/// <param name="Strategy">The patch strategy as published: empty, <c>merge</c>, <c>retainKeys</c> or <c>merge,retainKeys</c>.</param>
/// <param name="Presence">When it is written.</param>
internal sealed record SchemaField(
    SchemaNode Node, bool Required, int Number, int Via, string? MergeKey, string Strategy, FieldPresence Presence = FieldPresence.Given);
