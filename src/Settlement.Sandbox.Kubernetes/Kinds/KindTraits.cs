using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds;

/// <summary>Which changes count a generation.</summary>
internal enum Generations
{
    /// <summary>The kind has no generation.</summary>
    None,

    /// <summary>It is 1 from the start and stays so.</summary>
    Constant,

    /// <summary>A change of spec.</summary>
    Spec,

    /// <summary>A change of spec or of annotations.</summary>
    SpecAndAnnotations,

    /// <summary>Any change outside metadata.</summary>
    Everything,
}

/// <summary>In what a kind differs from the others where no rule of its own is needed; see the members of <see cref="Strategy"/> with the same names.</summary>
internal sealed record KindTraits
{
    public static readonly KindTraits Usual = new();

    public NameRule Names { get; init; }

    public Generations Generations { get; init; }

    public bool CreatesOnUpdate { get; init; }

    public bool RequiresVersion { get; init; }

    public bool KeepsStatusOnCreate { get; init; }

    public bool StatusKeepsLabels { get; init; }

    public bool AnswersDeleted { get; init; }

    public string? Propagation { get; init; } = "Background";

    public bool DeletesCollections { get; init; } = true;
}
