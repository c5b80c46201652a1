using System.Collections.Concurrent;

namespace Settlement.KafkaSuite.Randomised;

/// <summary>What a producer was told of its transaction.</summary>
public enum Outcome
{
    Committed,
    Aborted,
    Unknown,
}

/// <summary>A transaction as its producer knows it.</summary>
internal sealed record Attempt(string Name, Outcome Outcome, IReadOnlyList<(int Partition, string Text)> Records);

/// <summary>Knows only what producers were told and what readers saw, and finds what contradicts.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentBag<Attempt> _attempts = [];
    private readonly ConcurrentDictionary<(int Partition, long Offset), string> _seen = [];
    private readonly ConcurrentBag<string> _faults = [];

    public int Attempts => _attempts.Count;

    public int Count(Outcome outcome) => _attempts.Count(a => a.Outcome == outcome);

    public int Seen => _seen.Count;

    public void Add(Attempt attempt) => _attempts.Add(attempt);

    /// <summary>A reader of committed records saw this, at any time.</summary>
    public void See(int partition, long offset, string text)
    {
        if (_seen.GetOrAdd((partition, offset), text) is var known && known != text)
            _faults.Add($"{partition}@{offset} was read as {known} and as {text}");
    }

    /// <summary>All contradictions, given everything that is readable at the end.</summary>
    public IReadOnlyList<string> Check(IReadOnlyList<IReadOnlyList<(long Offset, string Text)>> final)
    {
        List<string> faults = [.. _faults];
        var there = final.SelectMany((records, p) => records.Select(r => (Place: (Partition: p, r.Offset), r.Text))).ToDictionary(r => r.Place, r => r.Text);
        faults.AddRange(_seen.Where(s => !there.TryGetValue(s.Key, out var text) || text != s.Value).Select(s => $"{s.Key} was read as {s.Value} and is not there at the end"));
        var places = there.GroupBy(r => (r.Key.Partition, r.Value)).ToDictionary(g => g.Key, g => g.Select(r => r.Key.Offset).ToArray());
        foreach (var attempt in _attempts)
        {
            var copies = attempt.Records.Select(r => places.Remove(r, out var offsets) ? offsets : []).ToArray();
            var found = copies.Count(c => c.Length > 0);
            if (copies.Any(c => c.Length > 1))
                faults.Add($"double: {attempt}");
            if (attempt.Outcome == Outcome.Aborted && found > 0)
                faults.Add($"aborted and seen: {attempt}");
            if (attempt.Outcome == Outcome.Committed && found < copies.Length)
                faults.Add($"lost: {attempt}");
            if (attempt.Outcome == Outcome.Unknown && found > 0 && found < copies.Length)
                faults.Add($"torn: {attempt}");
            faults.AddRange(attempt.Records.Zip(copies).Where(r => r.Second.Length > 0).GroupBy(r => r.First.Partition)
                .Where(g => !g.Select(r => r.Second[0]).SequenceEqual(g.Select(r => r.Second[0]).Order())).Select(g => $"out of order in {g.Key}: {attempt}"));
        }
        faults.AddRange(places.Select(p => $"written by nobody: {p.Key}"));
        return faults;
    }
}
