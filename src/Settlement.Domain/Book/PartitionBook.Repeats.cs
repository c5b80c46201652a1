namespace Settlement.Domain.Book;

public sealed partial class PartitionBook
{
    /// <summary>Most suspects that a book holds; one more is refused.</summary>
    public const int MaxSuspects = 1_000_000;

    private readonly List<SequenceConflict> _conflicts = [];
    private List<Suspect> _suspects = [];

    /// <summary>How many records used a number that another record has.</summary>
    public int ConflictCount { get; private set; }

    /// <summary>The conflicts of the smallest offsets, at most <see cref="MaxConflictsListed"/>.</summary>
    public IReadOnlyList<SequenceConflict> Conflicts => _conflicts;

    /// <summary>Repeated numbers that are not verified yet, by offset.</summary>
    public IReadOnlyList<Suspect> Suspects => _suspects;

    /// <summary>
    /// Turns the suspects that one more pass over the log has cleared up into duplicates and conflicts. What the pass did not reach stays. Calling
    /// it again changes nothing.
    /// </summary>
    public void Resolve(SuspectCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        var remaining = new List<Suspect>();
        foreach (var suspect in _suspects)
        {
            switch (check.VerdictOn(suspect))
            {
                case SuspectVerdict.Same:
                    Duplicates++;
                    break;
                case SuspectVerdict.Other:
                    AddConflict(new SequenceConflict(suspect.Sequence, suspect.Offset));
                    break;
                default:
                    remaining.Add(suspect);
                    break;
            }
        }

        _suspects = remaining;
    }

    private void AddSuspect(Suspect suspect)
    {
        if (_suspects.Count >= MaxSuspects)
        {
            throw new BookLimitException(
                $"Partition {Partition}, offset {suspect.Offset}: more than {MaxSuspects} repeated sequence numbers wait to be verified; the feed seems to have been sent again as a whole.");
        }

        _suspects.Add(suspect);
    }

    private void AddConflict(SequenceConflict conflict)
    {
        ConflictCount++;
        var index = _conflicts.Count;
        while (index > 0 && _conflicts[index - 1].Offset > conflict.Offset)
            index--;
        if (index >= MaxConflictsListed)
            return;
        _conflicts.Insert(index, conflict);
        if (_conflicts.Count > MaxConflictsListed)
            _conflicts.RemoveAt(MaxConflictsListed);
    }
}
