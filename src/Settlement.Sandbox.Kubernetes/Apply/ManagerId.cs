using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>Who owns fields. One that applies is the same manager in every version, one that updates is another in each.</summary>
/// <param name="Name">Name of the manager.</param>
/// <param name="Applies">Operation Apply, else Update.</param>
/// <param name="ApiVersion">Version in which it updates; empty for one that applies.</param>
/// <param name="Subresource">Empty for the object itself.</param>
internal sealed record ManagerId(string Name, bool Applies, string ApiVersion, string Subresource) : IComparable<ManagerId>
{
    /// <summary>As conflicts name it.</summary>
    public override string ToString()
    {
        var text = GoValues.Quoted(Name);
        if (Subresource.Length > 0)
        {
            text += $" with subresource {GoValues.Quoted(Subresource)}";
        }

        return Applies ? text : $"{text} using {ApiVersion}";
    }

    public int CompareTo(ManagerId? other) => string.CompareOrdinal(Order, other?.Order);

    /// <summary>Text that sorts as the machinery's own identifier does: one with a subresource before one without.</summary>
    private string Order =>
        $"{GoValues.Quoted(Name)},{(Applies ? "Apply" : $"Update,{GoValues.Quoted(ApiVersion)}")}{(Subresource.Length > 0 ? $",{GoValues.Quoted(Subresource)}" : "")}}}";
}

/// <summary>The fields of one manager.</summary>
/// <param name="Fields">Never empty.</param>
/// <param name="ApiVersion">Version in whose terms the fields are named.</param>
/// <param name="Time">When they last changed; null if not known.</param>
internal sealed record Ownership(FieldSet Fields, string ApiVersion, DateTimeOffset? Time);

/// <summary>Who writes, for the record of who owns which field.</summary>
/// <param name="Manager">Name of the manager; empty counts as <c>unknown</c>.</param>
/// <param name="ApiVersion">Version of the request, such as <c>apps/v1</c>.</param>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Subresource">Empty, <c>status</c> or another.</param>
/// <param name="Now">Time of the request.</param>
/// <param name="Ignored">Fields that this path does not write, such as <c>status</c> of a whole object; nobody comes to own them by it.</param>
internal sealed record FieldWriter(string Manager, string ApiVersion, string Kind, string Subresource, DateTimeOffset Now, FieldSet Ignored)
{
    public ManagerId Id(bool applies) => new(Manager.Length == 0 ? "unknown" : Manager, applies, applies ? "" : ApiVersion, Subresource);

    /// <summary>The fields which a write to a kind ignores: its status, or on /status everything that only the object itself takes.</summary>
    public static FieldSet IgnoredBy(ResourceType type, string subresource) => subresource switch
    {
        "status" => type.Strategy.StatusKeepsLabels ? SpecAndLabels : Spec,
        "" when type.HasStatus => Status,
        _ => FieldSet.Empty,
    };

    private static readonly FieldSet Spec = FieldSet.Of(["spec"]);
    private static readonly FieldSet SpecAndLabels = FieldSet.Of(["spec"], ["metadata", "labels"]);
    private static readonly FieldSet Status = FieldSet.Of(["status"]);
}
