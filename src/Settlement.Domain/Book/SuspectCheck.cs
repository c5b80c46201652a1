using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>What one more pass over the log says about a suspect.</summary>
internal enum SuspectVerdict
{
    Unknown,
    Same,
    Other,
}

/// <summary>
/// One more pass over a partition's log for the book's suspects: feed it every committed record from <see cref="From"/> to below <see cref="To"/>, in any order,
/// then hand it to <see cref="PartitionBook.Resolve"/>. The record that first used a number is the one that was taken over.
/// </summary>
public sealed class SuspectCheck
{
    private readonly int _day;
    private readonly Dictionary<long, Original> _originals = [];
    private readonly IReadOnlyList<Suspect> _suspects;

    /// <summary>Prepares the pass for the suspects that a book has now.</summary>
    public SuspectCheck(PartitionBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        _day = book.Reference.TradingDay.DayNumber;
        _suspects = book.Suspects;
        From = book.StartOffset;
        To = From;
        foreach (var suspect in _suspects)
        {
            _originals[suspect.Sequence] = new Original(long.MaxValue, 0);
            To = Math.Max(To, suspect.Offset);
        }
    }

    /// <summary>First offset of the pass.</summary>
    public long From { get; }

    /// <summary>End of the pass, exclusive; equal to <see cref="From"/> when there are no suspects.</summary>
    public long To { get; }

    /// <summary>Suspects whose first record has not been seen yet.</summary>
    public int Remaining => Count(SuspectVerdict.Unknown);

    /// <summary>Suspects that repeat the same record.</summary>
    public int Verified => Count(SuspectVerdict.Same);

    /// <summary>Suspects that are another record.</summary>
    public int Conflicting => Count(SuspectVerdict.Other);

    /// <summary>Takes a record of the pass. Repeating one changes nothing.</summary>
    public void Feed(long offset, in TradeRecord record)
    {
        if (record.TradingDay == _day && _originals.TryGetValue(record.Sequence, out var original) && offset < original.Offset)
            _originals[record.Sequence] = new Original(offset, Fingerprint.Of(in record));
    }

    internal SuspectVerdict VerdictOn(Suspect suspect) =>
        !_originals.TryGetValue(suspect.Sequence, out var original) || original.Offset >= suspect.Offset ? SuspectVerdict.Unknown
        : original.Fingerprint == suspect.Fingerprint ? SuspectVerdict.Same
        : SuspectVerdict.Other;

    private int Count(SuspectVerdict verdict) => _suspects.Count(s => VerdictOn(s) == verdict);

    private readonly record struct Original(long Offset, ulong Fingerprint);
}
