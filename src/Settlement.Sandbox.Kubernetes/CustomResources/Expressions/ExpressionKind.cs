namespace Settlement.Sandbox.Kubernetes.CustomResources.Expressions;

/// <summary>Kinds of types of the Common Expression Language.</summary>
internal enum ExpressionKind
{
    /// <summary>What an erroneous part has, so that the parts around it are not reported too.</summary>
    Error,

    /// <summary>Known only when the expression is evaluated.</summary>
    Dyn,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    Type,
    List,
    Map,

    /// <summary>An object with declared fields.</summary>
    Object,
    Optional,

    /// <summary>A type of the Kubernetes libraries, told apart by its name.</summary>
    Opaque,

    /// <summary>A parameter of an overload's signature, told apart by its name.</summary>
    Parameter,
}
