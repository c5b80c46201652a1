using Settlement.Domain.Book;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Postgres.Runs;

namespace Settlement.Operator.Compute.Settled;

/// <summary>
/// A settled day from the trade store: the rows below the run's own barrier there, or, for a day that was settled from the feed, those below the newest transaction.
/// </summary>
internal sealed class StoreDay(SettledRun run, ITradeStore store) : IDaySource
{
    private ulong? _barrier = run.Source.Source == TradeSource.TradeStore ? run.Source.StoreBarrier : null;

    /// <inheritdoc/>
    public async Task<ComputedDay> ComputeAsync(CancellationToken cancellationToken)
    {
        var day = DayBook.OfStore(run.Reference);
        await ReadAsync((int _, in Domain.Trades.TradeRecord record) => day.Fold(in record), cancellationToken).ConfigureAwait(false);
        day.EndOfStore();
        return new ComputedDay(run.Result.Key, day, run.Closing, DayClose.Settle(run.Result.Key, day, run.Closing, run.Predecessor), []);
    }

    /// <inheritdoc/>
    public async Task ReadAsync(DayRecordTarget target, CancellationToken cancellationToken)
    {
        var barrier = _barrier ??= await store.DrawBarrierAsync(cancellationToken).ConfigureAwait(false);
        await store.AwaitBarrierAsync(barrier, cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (var batch in store.ReadAsync(barrier, cancellationToken).ConfigureAwait(false))
            {
                for (var i = 0; i < batch.Count; i++)
                    target(0, in batch.Records[i]);
            }
        }
        catch (Exception e) when (e is TradeStoreException or OverflowException)
        {
            throw new ComputeException([e.Message]);
        }
    }
}
