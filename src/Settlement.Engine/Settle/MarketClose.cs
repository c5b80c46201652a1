using Settlement.Domain.Book;
using Settlement.Domain.Gates;
using Settlement.Domain.Settle;
using Settlement.Engine.Consume;
using Settlement.Engine.Drain;
using Settlement.Engine.Ports;
using Settlement.Engine.Publish;

namespace Settlement.Engine.Settle;

/// <summary>How the work of a nominated settler ended.</summary>
internal enum CloseOutcome
{
    /// <summary>The result is published.</summary>
    Published,

    /// <summary>This settler gives the nomination back, so that a healthier one may lead.</summary>
    StoodBack,
}

/// <summary>
/// The close under one epoch: barrier, drain, gates, commit, publication. Every step starts from what the ledger says, so
/// it may be cut off anywhere and begun again by anyone.
/// </summary>
/// <remarks>
/// Invariants:
/// 1. Each write carries the epoch; a fenced one ends the process.
/// 2. The barrier and the source are what the ledger returns, never what was proposed.
/// 3. Nothing is committed unless all gates pass; nothing is published that was not read back from the ledger.
/// </remarks>
internal sealed class MarketClose(SettlerOptions options, SettlerPorts ports, Registration registration, Listener listener, Standing standing, EngineLog log)
{
    private readonly CloseTrigger _trigger = new(options, ports, registration, listener, standing);
    private readonly FeedDrain _drain = new(options, ports, registration, listener, standing, log);
    private readonly StoreReading _store = new(ports, registration);
    private readonly ResultPublication _publication = new(ports, registration, log);

    /// <summary>Closes the market, however often a step must be tried.</summary>
    /// <param name="epoch">Epoch claimed by this process.</param>
    /// <param name="standsBack">True while the nomination should be given back before the source is decided.</param>
    /// <param name="cancellationToken">Cancelled when the nomination is lost.</param>
    /// <exception cref="FencedException">A greater epoch exists.</exception>
    public async Task<CloseOutcome> RunAsync(long epoch, Func<bool> standsBack, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var run = await ports.Ledger.ReadRunAsync(registration.RunId, cancellationToken).ConfigureAwait(false);
                if (run.Epoch > epoch)
                    throw new FencedException($"Epoch {epoch} is over: {run.Leader} has claimed epoch {run.Epoch}.");
                standing.Observe(run);
                if (run.Stage == RunStage.Published)
                    return CloseOutcome.Published;
                if (await StepAsync(run, epoch, standsBack, cancellationToken).ConfigureAwait(false) is { } outcome)
                    return outcome;
                continue;
            }
            catch (LedgerUnavailableException e)
            {
                WaitFor(e.Reason, e.Message);
            }
            catch (FeedException e)
            {
                WaitFor(e.Reason.ToString(), e.Message);
            }
            catch (TradeStoreException e)
            {
                WaitFor("TradeStoreUnreadable", e.Message);
            }
            catch (PublicationException e)
            {
                // A fenced publisher is not a fenced settler: the next look at the ledger tells which of the two leads.
                WaitFor(e.CanRetry || e.IsFenced ? "PublicationInterrupted" : "PublicationRefused", e.Message);
            }

            await Task.Delay(options.RetryDelay, ports.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Does what the run's stage asks for; null when the next step follows.</summary>
    private async Task<CloseOutcome?> StepAsync(RunState run, long epoch, Func<bool> standsBack, CancellationToken cancellationToken)
    {
        switch (run.Stage)
        {
            case RunStage.Initialised:
                if (!await _trigger.WaitAsync(standsBack, cancellationToken).ConfigureAwait(false))
                    return CloseOutcome.StoodBack;
                var proposed = await ports.Topic.HighWatermarksAsync(cancellationToken).ConfigureAwait(false);
                var barrier = await ports.Ledger.DrawBarrierAsync(registration.RunId, epoch, proposed, cancellationToken).ConfigureAwait(false);
                log.BarrierDrawn(string.Join(", ", barrier.OrderBy(static b => b.Key).Select(static b => $"{b.Key}:{b.Value}")));
                // Before the ledger shows it: a nomination that is lost from here on is lost in the middle of the close.
                standing.Enter(RunPhase.Closing);
                ports.CrashPoints.Reach(CrashPoint.BarrierDrawn);
                return null;
            case RunStage.Closing:
                return await SettleAsync(run, epoch, standsBack, cancellationToken).ConfigureAwait(false) ? null : CloseOutcome.StoodBack;
            default:
                await _publication.PublishAsync(epoch, cancellationToken).ConfigureAwait(false);
                // The ledger has taken it under this epoch: a nomination that is lost from here on takes nothing back.
                return CloseOutcome.Published;
        }
    }

    private async Task<bool> SettleAsync(RunState run, long epoch, Func<bool> standsBack, CancellationToken cancellationToken)
    {
        var started = ports.Time.GetTimestamp();
        listener.SetBarrier(run.Barrier!);
        var source = run.Source;
        DayBook book;
        IReadOnlyDictionary<int, long> seams;
        if (source is { Source: TradeSource.TradeStore })
        {
            book = await _store.ReadAsync(source, cancellationToken).ConfigureAwait(false);
            seams = Seams(run.Barrier!);
        }
        else
        {
            switch (await _drain.RunAsync(run.Barrier!, standsBack, cancellationToken).ConfigureAwait(false))
            {
                case DrainOutcome.StandBack:
                    return false;
                case DrainOutcome.Failed failed:
                    await LeaveFeedAsync(failed, epoch, cancellationToken).ConfigureAwait(false);
                    return true;
                case DrainOutcome.Drained drained:
                    TellLateTrades(drained.Books);
                    book = DayBook.Merge(registration.Reference!, drained.Books);
                    seams = drained.Books.ToDictionary(static b => b.Partition, b => b.FirstLaterDayOffset ?? run.Barrier![b.Partition]);
                    break;
                default:
                    throw new InvalidOperationException("A drain ended in a way that is not known.");
            }

            log.Drained(ports.Time.GetElapsedTime(started));
        }

        Measure("drain", started);
        standing.GoOn();
        ports.CrashPoints.Reach(CrashPoint.Drained);
        return await CommitAsync(epoch, book, seams, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> CommitAsync(long epoch, DayBook book, IReadOnlyDictionary<int, long> seams, CancellationToken cancellationToken)
    {
        var started = ports.Time.GetTimestamp();
        var closing = await ports.Ledger.ReadClosingDataAsync(registration.RunId, cancellationToken).ConfigureAwait(false);
        var outcome = DayClose.Settle(options.Key, book, closing, registration.Predecessor);
        Measure("settle", started);
        if (outcome.Result is not { } result)
        {
            await BlockAsync(epoch, outcome.Gates, cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (!book.IsOfStore)
            await ports.Ledger.DecideSourceAsync(registration.RunId, epoch, new SourceDecision(TradeSource.Feed), cancellationToken).ConfigureAwait(false);
        ports.CrashPoints.Reach(CrashPoint.BeforeLedgerCommit);
        started = ports.Time.GetTimestamp();
        await ports.Ledger.CommitResultAsync(registration.RunId, epoch, result, closing, outcome.Gates, seams, Statistics(book), cancellationToken).ConfigureAwait(false);
        Measure("commit", started);
        EngineMetrics.Closes.Add(1);
        log.Settled(result.TradeCount, result.Digest);
        ports.CrashPoints.Reach(CrashPoint.AfterLedgerCommit);
        return true;
    }

    /// <summary>The feed cannot be used: decides for the trade store, or stays blocked where there is none.</summary>
    private async Task LeaveFeedAsync(DrainOutcome.Failed failed, long epoch, CancellationToken cancellationToken)
    {
        if (options.OnFailure != FailurePolicy.TradeStore || ports.TradeStore is null)
        {
            WaitFor(failed.Reason, failed.Message);
            EngineMetrics.BlockedCloses.Add(1);
            await Task.Delay(options.RetryDelay, ports.Time, cancellationToken).ConfigureAwait(false);
            return;
        }

        var barrier = await _store.DrawBarrierAsync(cancellationToken).ConfigureAwait(false);
        var decided = await ports.Ledger.DecideSourceAsync(registration.RunId, epoch, new SourceDecision(TradeSource.TradeStore, barrier), cancellationToken).ConfigureAwait(false);
        log.SourceDecided(decided.Source, failed.Message);
        ports.Report.Event("ClosingFromTradeStore", $"{failed.Message} The day is read from the trade store.", isWarning: true);
    }

    private async Task BlockAsync(long epoch, IReadOnlyList<GateResult> gates, CancellationToken cancellationToken)
    {
        var failed = gates.Where(static g => !g.Passed).ToList();
        var message = string.Join("; ", failed.Select(static g => $"{g.Gate}: {g.Evidence}"));
        if (standing.Current.Reason != "GateFailed")
            ports.Report.Event("GateFailed", message, isWarning: true);
        WaitFor("GateFailed", message);
        EngineMetrics.BlockedCloses.Add(1);
        await ports.Ledger.RecordGatesAsync(registration.RunId, epoch, gates, cancellationToken).ConfigureAwait(false);
        await Task.Delay(options.RetryDelay * 10, ports.Time, cancellationToken).ConfigureAwait(false);
    }

    private static CommitStatistics Statistics(DayBook book) =>
        new(book.Duplicates, book.Late, [.. book.Partitions.SelectMany(static p => p.LateTrades.Select(late => new LateRecord(p.Partition, late)))]);

    /// <summary>Records of earlier days are not settled here; somebody must know that there are some, whether or not the run comes to a result that lists them.</summary>
    private void TellLateTrades(IReadOnlyList<PartitionBook> books)
    {
        var count = books.Sum(static b => b.Late);
        if (count == 0)
            return;
        var first = books.First(static b => b.LateTrades.Count > 0);
        var trade = first.LateTrades[0];
        var message = $"{count} records of earlier trading days are not settled here; the first is partition {first.Partition}, offset {trade.Offset}: {trade.Day:yyyy-MM-dd}, trade {trade.TradeId}. The ledger lists them with the result, in settlement.late_trades; they need a revision of their day.";
        log.LateTrades(message);
        ports.Report.Event("LateTrades", message, isWarning: true);
    }

    /// <summary>Where the next day starts when the feed was not drained: as far as this settler knows, never beyond the barrier.</summary>
    private Dictionary<int, long> Seams(IReadOnlyDictionary<int, long> barrier)
    {
        var known = listener.State.Seams;
        return barrier.ToDictionary(
            static b => b.Key,
            b => Math.Min(b.Value, known.TryGetValue(b.Key, out var seam) ? seam : registration.FirstOffsets.GetValueOrDefault(b.Key)));
    }

    private void WaitFor(string reason, string message)
    {
        standing.WaitFor(reason, message);
        log.Waiting(reason, message);
    }

    private void Measure(string step, long started) =>
        EngineMetrics.StepDuration.Record(ports.Time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("step", step));
}
