using Settlement.Domain.Book;
using Settlement.Engine.Consume;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Settle;

/// <summary>Reads the feed once more up to the barrier, to find the trades that busts cancel.</summary>
internal sealed class BustReading(ITradeFeedSource source, EngineLog log)
{
    /// <summary>Compares the day's busts with its trades, and takes the busted ones out; nothing is read when there are none.</summary>
    /// <param name="day">The merged books.</param>
    /// <param name="books">The sealed books of all partitions.</param>
    /// <param name="barrier">The barrier that they were sealed at.</param>
    /// <param name="cancellationToken">Gives up; the day is not changed.</param>
    /// <exception cref="FeedException">A range can no longer be read.</exception>
    public async Task ResolveAsync(DayBook day, IReadOnlyList<PartitionBook> books, IReadOnlyDictionary<int, long> barrier, CancellationToken cancellationToken)
    {
        if (!day.HasOpenBusts)
            return;
        var check = new BustCheck(day);
        foreach (var book in books)
        {
            var pass = check.Pass(book, barrier[book.Partition]);
            await source.ReadAgainAsync(book.Partition, pass.From, pass.To, (offset, in record) => pass.Feed(offset, in record), cancellationToken).ConfigureAwait(false);
        }

        day.Resolve(check);
        log.BustsResolved(day.Busts, day.BustedTrades, day.BustFindings.Count);
    }
}
