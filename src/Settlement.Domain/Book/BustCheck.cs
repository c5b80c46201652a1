using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <summary>
/// One more pass over the day for its busts: finds the trade that each of them cancels, wherever it is. Read every partition through a <see cref="Pass"/>,
/// then hand the check to <see cref="DayBook.Resolve"/>. Its size grows with busts, not with trades.
/// </summary>
public sealed class BustCheck
{
    private readonly BustTable _busts;
    private readonly Dictionary<TradeId, List<FoundTrade>> _found = [];

    /// <summary>Prepares the check for the busts that a day's book has now.</summary>
    public BustCheck(DayBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        _busts = book.Busted;
    }

    /// <summary>Begins the pass over one partition.</summary>
    /// <param name="book">The partition's book, sealed.</param>
    /// <param name="barrier">The barrier that it was sealed at.</param>
    public DayPass Pass(PartitionBook book, long barrier) => new(book, barrier, Take);

    /// <summary>Takes a record that the day's sums hold.</summary>
    internal void Take(in TradeRecord trade)
    {
        if (trade.Kind != TradeKind.Trade || !_busts.Contains(in trade.TradeId))
            return;
        if (!_found.TryGetValue(trade.TradeId, out var found))
            _found.Add(trade.TradeId, found = []);
        var terms = TradeTerms.Of(in trade);
        var index = found.FindIndex(f => f.Terms == terms);
        if (index < 0)
            found.Add(new FoundTrade(terms, trade, 1));
        else
            found[index] = found[index] with { Count = found[index].Count + 1 };
    }

    /// <summary>Decides on every bust, in the order of trade ids.</summary>
    internal IEnumerable<BustVerdict> Verdicts()
    {
        foreach (var (id, busts) in _busts.Sorted())
        {
            var found = _found.GetValueOrDefault(id) ?? [];
            var matched = busts.Where(b => found.Exists(f => f.Terms == b.Terms && f.Count == 1)).ToHashSet();
            var stands = found.Sum(static f => f.Count) > matched.Count;
            foreach (var bust in busts)
            {
                if (matched.Contains(bust))
                    yield return new BustVerdict(id, bust.Terms, null, found.Find(f => f.Terms == bust.Terms).Trade, found);
                else if (found.Exists(f => f.Terms == bust.Terms))
                    yield return new BustVerdict(id, bust.Terms, BustProblem.Ambiguous, null, found);
                else if (found.Count == 0)
                    yield return new BustVerdict(id, bust.Terms, BustProblem.UnknownTrade, null, found);
                else if (matched.Count == 0 || stands)
                    yield return new BustVerdict(id, bust.Terms, BustProblem.OtherEconomics, null, found);
                else
                    // A slip of the venue that another bust of the trade has put right: no trade of this id is left that it could mean.
                    yield return new BustVerdict(id, bust.Terms, null, null, found);
            }
        }
    }
}

/// <summary>A trade that a bust's id names.</summary>
internal readonly record struct FoundTrade(TradeTerms Terms, TradeRecord Trade, int Count);

/// <summary>What becomes of a bust: a problem, or a trade that is taken out, or neither where another bust has taken its trade out.</summary>
internal readonly record struct BustVerdict(TradeId Id, TradeTerms Terms, BustProblem? Problem, TradeRecord? Trade, IReadOnlyList<FoundTrade> Found);
