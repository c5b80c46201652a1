namespace Settlement.Operator.Reference;

/// <summary>One thing that is wrong with a reference file.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Field">Path of the field, such as <c>instruments[2].tick</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong, and what is allowed.</param>
internal sealed record ReferenceProblem(int Line, string Field, string Message)
{
    /// <summary>The form that editors and people read: <c>FILE:LINE: field: message</c>.</summary>
    public string ToString(string file) => Field.Length == 0 ? $"{file}:{Line}: {Message}" : $"{file}:{Line}: {Field}: {Message}";
}

/// <summary>The problems of one file, as they are found.</summary>
internal sealed class ReferenceProblems
{
    private readonly List<ReferenceProblem> _found = [];
    private readonly HashSet<ReferenceProblem> _seen = [];

    /// <summary>True when nothing is wrong so far.</summary>
    public bool IsEmpty => _found.Count == 0;

    /// <summary>Keeps a problem, once: what products state is read again for each of their instruments.</summary>
    public void Add(int line, string field, string message)
    {
        var problem = new ReferenceProblem(line, field, message);
        if (_seen.Add(problem))
            _found.Add(problem);
    }

    /// <summary>All problems in the order of the file.</summary>
    public IReadOnlyList<ReferenceProblem> InOrder() => [.. _found.OrderBy(static p => p.Line)];
}
