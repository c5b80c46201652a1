using Settlement.Domain.Book;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Reconcile;

/// <summary>
/// One more pass over feed and trade store for the records that only one of them has. Its memory does not grow with the day. Read every partition through a
/// <see cref="Pass"/> and the store's rows through <see cref="FeedStore"/>, in any order of the two, then ask for the <see cref="Result"/> once.
/// </summary>
public sealed class MissingSearch
{
    private readonly DifferenceSketch _sketch = new();

    /// <summary>Begins the pass over one partition.</summary>
    /// <param name="book">The partition's book, sealed.</param>
    /// <param name="barrier">The barrier that it was sealed at.</param>
    public DayPass Pass(PartitionBook book, long barrier) => new(book, barrier, _sketch.AddFeed);

    /// <summary>Takes a row of the trade store.</summary>
    public void FeedStore(in TradeRecord record) => _sketch.AddStore(in record);

    /// <summary>What was found.</summary>
    public MissingRecords Result() => _sketch.Decode();
}
