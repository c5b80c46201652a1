using Settlement.Domain.Book;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Settle;

/// <summary>Folds the day from the trade store.</summary>
internal sealed class StoreReading(SettlerPorts ports, Registration registration)
{
    private readonly ITradeStore? _store = ports.TradeStore?.Invoke(registration.Reference!);

    /// <summary>Draws the store's barrier; it counts once the ledger has it.</summary>
    public Task<ulong> DrawBarrierAsync(CancellationToken cancellationToken) => Store.DrawBarrierAsync(cancellationToken);

    /// <summary>Reads the rows below the decided barrier into a book.</summary>
    /// <exception cref="TradeStoreException">A row cannot be read, or no trade store is configured here.</exception>
    public async Task<DayBook> ReadAsync(SourceDecision decision, CancellationToken cancellationToken)
    {
        await Store.AwaitBarrierAsync(decision.StoreBarrier, cancellationToken).ConfigureAwait(false);
        var book = DayBook.OfStore(registration.Reference!);
        await foreach (var batch in Store.ReadAsync(decision.StoreBarrier, cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < batch.Count; i++)
                book.Fold(in batch.Records[i]);
        }

        return book;
    }

    private ITradeStore Store => _store
        ?? throw new TradeStoreException("The run is decided to be settled from the trade store, and none is configured here. Set spec.tradeStore.connection.");
}
