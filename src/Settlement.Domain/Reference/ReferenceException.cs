namespace Settlement.Domain.Reference;

/// <summary>Reference data contradict themselves; nothing was taken over.</summary>
public sealed class ReferenceException : Exception
{
    /// <summary>Reports all problems at once.</summary>
    public ReferenceException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Every problem, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
