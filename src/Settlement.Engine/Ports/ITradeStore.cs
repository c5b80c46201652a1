using Settlement.Domain.Book;
using Settlement.Domain.Trades;

namespace Settlement.Engine.Ports;

/// <summary>The venue's own database of trades, the other way to the same day.</summary>
public interface ITradeStore
{
    /// <summary>The transaction id after the newest one: transactions below it are inside the barrier, open ones too.</summary>
    Task<ulong> DrawBarrierAsync(CancellationToken cancellationToken);

    /// <summary>Waits until no transaction below the barrier is open any more.</summary>
    Task AwaitBarrierAsync(ulong barrier, CancellationToken cancellationToken);

    /// <summary>
    /// Reads exactly the rows of the frozen reference data's market and trading day below the barrier, busts before trades, in batches that are valid until the next one;
    /// the sequence of a record is its number in the reading, from 1.
    /// </summary>
    /// <exception cref="TradeStoreException">A row cannot be read; says which.</exception>
    IAsyncEnumerable<TradeBatch> ReadAsync(ulong barrier, CancellationToken cancellationToken);

    /// <summary>Adds the same rows up in the store, per instrument, ordered by symbol.</summary>
    /// <exception cref="TradeStoreException">A sum does not fit.</exception>
    Task<IReadOnlyList<InstrumentTotals>> TotalsAsync(ulong barrier, CancellationToken cancellationToken);

    /// <summary>Whether there are rows of the market and trading day at or above one barrier and below another.</summary>
    Task<bool> HasRowsAsync(ulong from, ulong to, CancellationToken cancellationToken);
}

/// <summary>Trades and busts of the trade store.</summary>
public sealed class TradeBatch(int capacity)
{
    /// <summary>Storage; only the first <see cref="Count"/> are valid.</summary>
    public TradeRecord[] Records { get; } = new TradeRecord[capacity];

    /// <summary>Number of valid records.</summary>
    public int Count { get; set; }
}

/// <summary>A row of the trade store cannot be read: unknown instrument or account, a number that does not fit.</summary>
public sealed class TradeStoreException(string message, Exception? inner = null) : Exception(message, inner);
