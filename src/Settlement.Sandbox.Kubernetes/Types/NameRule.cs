namespace Settlement.Sandbox.Kubernetes.Types;

/// <summary>What names the objects of a kind may have.</summary>
internal enum NameRule
{
    /// <summary>Lower-case letters, digits, <c>-</c> and <c>.</c>: most kinds.</summary>
    Subdomain,

    /// <summary>A subdomain without dots: namespaces.</summary>
    Label,

    /// <summary>A label that starts with a letter: services.</summary>
    LetterLabel,

    /// <summary>Anything that fits into a path: roles and bindings.</summary>
    PathSegment,
}
