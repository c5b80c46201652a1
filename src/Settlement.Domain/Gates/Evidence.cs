namespace Settlement.Domain.Gates;

/// <summary>Makes a gate's outcome from what it found wrong.</summary>
internal static class Evidence
{
    private const int MaxListed = 10;

    /// <summary>Passed with <paramref name="whenPassed"/> when nothing is wrong, else failed with the first problems and the number of the others.</summary>
    internal static GateResult Of(Gate gate, string whenPassed, IEnumerable<string> problems)
    {
        var listed = new List<string>();
        var count = 0;
        foreach (var problem in problems)
        {
            if (count++ < MaxListed)
                listed.Add(problem);
        }

        if (count == 0)
            return new GateResult(gate, true, whenPassed);
        var more = count > MaxListed ? $"; and {count - MaxListed} more" : "";
        return new GateResult(gate, false, string.Join("; ", listed) + more);
    }
}
