namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>How an answer is written.</summary>
internal enum WireFormat
{
    Json,
    Yaml,
    Protobuf,
}

/// <summary>What an answer is turned into.</summary>
internal enum Shape
{
    /// <summary>The objects as they are.</summary>
    Objects,
    Table,

    /// <summary>Only the metadata of one object.</summary>
    Metadata,

    /// <summary>Only the metadata of the objects of a list.</summary>
    MetadataList,
}

/// <summary>What the client wants.</summary>
/// <param name="Format">How it is written.</param>
/// <param name="Shape">What it is turned into.</param>
/// <param name="ShapeVersion">Version of the meta group that a shape is asked for in.</param>
internal readonly record struct Accepted(WireFormat Format, Shape Shape = Shape.Objects, string ShapeVersion = "v1")
{
    public static readonly Accepted PlainJson = new(WireFormat.Json);

    public string MediaType => Format switch
    {
        WireFormat.Yaml => "application/yaml",
        WireFormat.Protobuf => Negotiation.Protobuf,
        _ => "application/json",
    };

    public string MetaVersion => $"meta.k8s.io/{ShapeVersion}";
}
