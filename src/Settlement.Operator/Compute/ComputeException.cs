namespace Settlement.Operator.Compute;

/// <summary>The input of a computation is wrong; nothing was computed.</summary>
internal sealed class ComputeException : Exception
{
    /// <summary>Reports everything that is wrong, one line each.</summary>
    public ComputeException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems))
    {
    }
}
