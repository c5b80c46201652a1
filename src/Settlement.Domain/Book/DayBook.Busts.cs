using Settlement.Domain.Trades;

namespace Settlement.Domain.Book;

/// <content>Busts: kept until the trades that they cancel are known, then taken out of all sums.</content>
public sealed partial class DayBook
{
    private readonly List<BustFinding> _bustFindings = [];
    private readonly long[] _takenTrades;
    private readonly Int128[] _takenValue;
    private BustCheck? _storeCheck;
    private bool _bustsResolved;

    /// <summary>Busts of the day, of different trade id or economics.</summary>
    public long Busts => Busted.Count;

    /// <summary>Busts that repeat another one: they have no second effect.</summary>
    public long RepeatedBusts => Busted.Repeated;

    /// <summary>Trades that busts have taken out.</summary>
    public long BustedTrades { get; private set; }

    /// <summary>True while there are busts that have not been compared with the day's trades.</summary>
    public bool HasOpenBusts => Busts > 0 && !_bustsResolved;

    /// <summary>Busts that are not the bust of exactly one trade, by trade id.</summary>
    public IReadOnlyList<BustFinding> BustFindings => _bustFindings;

    internal BustTable Busted { get; } = new();

    /// <summary>Takes the trades that a check has found to be busted out of all sums, and lists the busts that fit none. Once.</summary>
    /// <exception cref="InvalidOperationException">It was done before.</exception>
    public void Resolve(BustCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (_bustsResolved)
            throw new InvalidOperationException("The busts of this day are resolved already.");
        _bustsResolved = true;
        foreach (var verdict in check.Verdicts())
        {
            if (verdict.Problem is { } problem)
                _bustFindings.Add(new BustFinding(problem, verdict.Id.ToString(), verdict.Terms.Describe(Reference), [.. verdict.Found.Select(f => f.Terms.Describe(Reference))]));
            else if (verdict.Trade is { } trade)
                TakeOut(trade);
        }
    }

    /// <summary>Tells that the trade store has no more rows, and resolves its busts.</summary>
    /// <exception cref="InvalidOperationException">The book is not one of the trade store, or was ended before.</exception>
    public void EndOfStore()
    {
        if (!IsOfStore)
            throw new InvalidOperationException("Only a book of the trade store ends with it.");
        Resolve(_storeCheck ?? new BustCheck(this));
    }

    /// <summary>Count, quantity and value of the day's trades, busted ones included, and of its busts, per instrument that has any; ordered by symbol.</summary>
    /// <exception cref="OverflowException">A value does not fit.</exception>
    public IReadOnlyList<InstrumentTotals> Totals() => InstrumentTotals.Of(Reference, Sums, Busted, _takenTrades, _takenValue);

    /// <summary>Trades of an instrument, the busted ones included, and its busts.</summary>
    internal (long Trades, long Busts) CountsOf(int instrument) =>
        ((Sums.Of(instrument)?.Trades ?? 0) + _takenTrades[instrument], Busted.CountOf(instrument));

    private void TakeOut(TradeRecord trade)
    {
        trade.Kind = TradeKind.Bust;
        Sums.Apply(in trade);
        BustedTrades++;
        _takenTrades[trade.Instrument]++;
        _takenValue[trade.Instrument] += Math.BigMul(trade.Price, trade.Quantity);
    }
}
