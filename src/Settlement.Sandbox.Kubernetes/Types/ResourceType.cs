using System.Diagnostics.CodeAnalysis;

using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Types;

/// <summary>One kind that the server keeps, built in or defined by a CustomResourceDefinition.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no linked tokens, so there is nothing to release.")]
internal sealed class ResourceType
{
    private readonly CancellationTokenSource _retired = new();

    /// <summary>Empty for the core group.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required string Kind { get; init; }

    public string ListKind => ListKindOverride ?? Kind + "List";

    public string? ListKindOverride { get; init; }

    public required bool Namespaced { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public required SchemaNode Schema { get; init; }

    public required Strategy Strategy { get; init; }

    /// <summary>Whether writes to the object leave the status alone and <c>/status</c> writes only the status.</summary>
    public bool HasStatus { get; init; }

    /// <summary>How <c>/scale</c> reads and writes this kind; null where there is none.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>Whether it is a custom resource, which answers differently in small things.</summary>
    public bool IsCustom { get; init; }

    /// <summary>The group and plural under which its objects are stored; another than its own for events.k8s.io.</summary>
    public GroupResource StoredAs
    {
        get => field ?? Resource;
        init;
    }

    /// <summary>How objects are turned into this kind that were stored as another one (events, in whose form they were written); null where all are stored as they are.</summary>
    public Func<JsonObject, JsonObject>? FromStored { get; init; }

    public GroupResource Resource => new(Group, Plural);

    /// <summary>Cancelled when this kind is no longer served in this form: watches of it end.</summary>
    public CancellationToken Retired => _retired.Token;

    /// <summary>Called by the catalog once another form, or none, has taken its place.</summary>
    public void Retire() => _retired.Cancel();

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}

/// <summary>Where a kind keeps what <c>/scale</c> shows; each a path of members such as <c>.spec.replicas</c>.</summary>
internal sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? Selector);
