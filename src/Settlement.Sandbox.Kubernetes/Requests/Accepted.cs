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

    /// <summary>Only apiVersion, kind and metadata.</summary>
    Metadata,
}

/// <summary>What the client wants.</summary>
/// <param name="Format">How it is written.</param>
/// <param name="Shape">What it is turned into.</param>
/// <param name="MediaType">The type that answers it, without parameters.</param>
internal readonly record struct Accepted(WireFormat Format, Shape Shape, string MediaType)
{
    public static readonly Accepted PlainJson = new(WireFormat.Json, Shape.Objects, "application/json");
}
