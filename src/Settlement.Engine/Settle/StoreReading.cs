using Settlement.Domain.Book;
using Settlement.Domain.Trades;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Settle;

/// <summary>Reads the trade store.</summary>
internal sealed class StoreReading(SettlerPorts ports, Registration registration)
{
    private readonly ITradeStore? _store = ports.TradeStore?.Invoke(registration.Reference!);

    /// <summary>Takes a row.</summary>
    internal delegate void Take(in TradeRecord record);

    /// <summary>Draws the store's barrier; as the run's own it counts once the ledger has it.</summary>
    public Task<ulong> DrawBarrierAsync(CancellationToken cancellationToken) => Store.DrawBarrierAsync(cancellationToken);

    /// <summary>Whether rows of the day have come between two barriers.</summary>
    public async Task<bool> HasGrownAsync(ulong from, ulong to, CancellationToken cancellationToken)
    {
        await Store.AwaitBarrierAsync(to, cancellationToken).ConfigureAwait(false);
        return await Store.HasRowsAsync(from, to, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds the rows below a barrier up, per instrument.</summary>
    public async Task<IReadOnlyList<InstrumentTotals>> TotalsAsync(ulong barrier, CancellationToken cancellationToken)
    {
        await Store.AwaitBarrierAsync(barrier, cancellationToken).ConfigureAwait(false);
        return await Store.TotalsAsync(barrier, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Folds the rows below the run's barrier into a book.</summary>
    /// <exception cref="TradeStoreException">A row cannot be read or is too much for the book, or no trade store is configured here.</exception>
    public async Task<DayBook> ReadAsync(ulong barrier, CancellationToken cancellationToken)
    {
        var book = DayBook.OfStore(registration.Reference!);
        await ReadAsync(barrier, (in record) => book.Fold(in record), cancellationToken).ConfigureAwait(false);
        book.EndOfStore();
        return book;
    }

    /// <summary>Hands the rows below a barrier over, busts first.</summary>
    /// <exception cref="TradeStoreException">A row cannot be read or taken, or no trade store is configured here.</exception>
    public async Task ReadAsync(ulong barrier, Take take, CancellationToken cancellationToken)
    {
        await Store.AwaitBarrierAsync(barrier, cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (var batch in Store.ReadAsync(barrier, cancellationToken).ConfigureAwait(false))
            {
                for (var i = 0; i < batch.Count; i++)
                    take(in batch.Records[i]);
            }
        }
        catch (OverflowException e)
        {
            throw new TradeStoreException($"{e.Message} The day cannot be settled with that row in the trade store; only the store's owner can take it away.", e);
        }
    }

    private ITradeStore Store => _store
        ?? throw new TradeStoreException("The trade store is needed, and none is configured here. Set spec.tradeStore.connection.");
}
