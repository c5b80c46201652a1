using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Requests.Selection;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Storage;

/// <summary>Where an object is stored. Ordered by resource, namespace and name.</summary>
internal sealed record ObjectKey(GroupResource Resource, string Namespace, string Name);

/// <summary>One version of an object; never changed.</summary>
/// <param name="Key">Where.</param>
/// <param name="Version">The store's version at which it was written.</param>
/// <param name="Utf8">The object as JSON, with its resourceVersion.</param>
internal sealed record StoredObject(ObjectKey Key, long Version, ReadOnlyMemory<byte> Utf8)
{
    /// <summary>The form in which it was last read, kept so that many readers cost one conversion.</summary>
    public StoredForm? Form { get; set; }

    /// <summary>What selectors look at, kept for the same reason.</summary>
    public StoredFacts? Facts { get; set; }

    /// <summary>A copy that belongs to the caller.</summary>
    public JsonObject Parse() => JsonNode.Parse(Utf8.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 256 })!.AsObject();
}

/// <summary>What happened to an object.</summary>
internal enum ChangeKind
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One change.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Version">The store's version of the change.</param>
/// <param name="Object">The object after the change; for a deletion its last state with the version of the deletion.</param>
/// <param name="Previous">The object before the change; null when it was added.</param>
internal sealed record StoredEvent(ChangeKind Kind, long Version, StoredObject Object, StoredObject? Previous);

/// <summary>An object in the form of one kind (one version of it, with the defaults of its present schema).</summary>
internal sealed record StoredForm(ResourceType Type, ReadOnlyMemory<byte> Utf8);

/// <summary>What selectors look at in an object of one kind.</summary>
internal sealed record StoredFacts(ResourceType Type, SelectionFacts Facts);
