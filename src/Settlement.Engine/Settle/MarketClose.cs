using Settlement.Domain.Book;
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

    /// <summary>The run is rejected: nothing is published.</summary>
    Rejected,

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
/// 3. Nothing is committed unless all gates pass; nothing is published that is not released, or was not read back from the ledger.
/// </remarks>
internal sealed class MarketClose
{
    private readonly SettlerOptions _options;
    private readonly SettlerPorts _ports;
    private readonly Registration _registration;
    private readonly Listener _listener;
    private readonly Standing _standing;
    private readonly EngineLog _log;
    private readonly CloseTrigger _trigger;
    private readonly FeedDrain _drain;
    private readonly StoreReading _store;
    private readonly DayReading _reading;
    private readonly Reconciling _reconciling;
    private readonly BlockedRun _blocked;
    private readonly ResultRelease _release;
    private readonly ResultPublication _publication;
    private bool _hasToldOpenedBefore;

    internal MarketClose(SettlerOptions options, SettlerPorts ports, Registration registration, Listener listener, ITradeFeedSource source, Standing standing, EngineLog log)
    {
        (_options, _ports, _registration, _listener, _standing, _log) = (options, ports, registration, listener, standing, log);
        _trigger = new CloseTrigger(options, ports, registration, listener, standing);
        _drain = new FeedDrain(options, ports, registration, listener, standing, log);
        _store = new StoreReading(ports, registration);
        _reading = new DayReading(ports, registration, listener, _store, new BustReading(source, log), log);
        _reconciling = new Reconciling(options, _store, source, log);
        _blocked = new BlockedRun(options, ports, registration, standing, log);
        _release = new ResultRelease(options, ports, registration, standing, log);
        _publication = new ResultPublication(ports, registration, log);
    }

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
                var run = await _ports.Ledger.ReadRunAsync(_registration.RunId, cancellationToken).ConfigureAwait(false);
                if (run.Epoch > epoch)
                    throw new FencedException($"Epoch {epoch} is over: {run.Leader} has claimed epoch {run.Epoch}.");
                _standing.Observe(run);
                if (run.IsOver)
                    return run.RejectedAt is null ? CloseOutcome.Published : CloseOutcome.Rejected;
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

            await Task.Delay(_options.RetryDelay, _ports.Time, cancellationToken).ConfigureAwait(false);
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
                var proposed = await _ports.Topic.HighWatermarksAsync(cancellationToken).ConfigureAwait(false);
                var barrier = await _ports.Ledger.DrawBarrierAsync(_registration.RunId, epoch, proposed, cancellationToken).ConfigureAwait(false);
                _log.BarrierDrawn(string.Join(", ", barrier.OrderBy(static b => b.Key).Select(static b => $"{b.Key}:{b.Value}")));
                // Before the ledger shows it: a nomination that is lost from here on is lost in the middle of the close.
                _standing.Enter(RunPhase.Closing);
                _ports.CrashPoints.Reach(CrashPoint.BarrierDrawn);
                return null;
            case RunStage.Closing:
                if (await _release.IsRejectedAsync(run, epoch, cancellationToken).ConfigureAwait(false))
                    return CloseOutcome.Rejected;
                return await SettleAsync(run, epoch, standsBack, cancellationToken).ConfigureAwait(false) ? null : CloseOutcome.StoodBack;
            default:
                TellOpenedBefore(run);
                if (!await _release.WaitAsync(run, epoch, cancellationToken).ConfigureAwait(false))
                    return CloseOutcome.Rejected;
                await _publication.PublishAsync(epoch, cancellationToken).ConfigureAwait(false);
                // The ledger has taken it under this epoch: a nomination that is lost from here on takes nothing back.
                return CloseOutcome.Published;
        }
    }

    private async Task<bool> SettleAsync(RunState run, long epoch, Func<bool> standsBack, CancellationToken cancellationToken)
    {
        var started = _ports.Time.GetTimestamp();
        _listener.SetBarrier(run.Barrier!);
        DayInput day;
        if (run.Source is { Source: TradeSource.TradeStore })
        {
            day = await _reading.FromStoreAsync(run, epoch, cancellationToken).ConfigureAwait(false);
        }
        else if (run.Source is null && _options.Source == TradeSource.TradeStore)
        {
            await DecideForStoreAsync(epoch, "It is the run's own.", cancellationToken).ConfigureAwait(false);
            return true;
        }
        else
        {
            switch (await _drain.RunAsync(run.Barrier!, standsBack, cancellationToken).ConfigureAwait(false))
            {
                case DrainOutcome.StandBack:
                    return false;
                case DrainOutcome.Interrupted:
                    return true;
                case DrainOutcome.Failed failed:
                    await LeaveFeedAsync(failed, epoch, cancellationToken).ConfigureAwait(false);
                    return true;
                case DrainOutcome.Drained drained:
                    day = await _reading.FromFeedAsync(drained.Books, run.Barrier!, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    throw new InvalidOperationException("A drain ended in a way that is not known.");
            }

            _log.Drained(_ports.Time.GetElapsedTime(started));
        }

        Measure("drain", started);
        _ports.CrashPoints.Reach(CrashPoint.Drained);
        await CommitAsync(epoch, day, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task CommitAsync(long epoch, DayInput day, CancellationToken cancellationToken)
    {
        var reconciliation = day.Feed is { } feed ? await _reconciling.CompareAsync(feed, cancellationToken).ConfigureAwait(false) : null;
        var closing = await _ports.Ledger.ReadClosingDataAsync(_registration.RunId, cancellationToken).ConfigureAwait(false);
        var started = _ports.Time.GetTimestamp();
        var outcome = DayClose.Settle(_options.Key, day.Book, closing, _registration.Predecessor, reconciliation);
        Measure("settle", started);
        if (outcome.Result is not { } result)
        {
            await _blocked.WaitAsync(epoch, outcome.Gates, closing.Hash, cancellationToken).ConfigureAwait(false);
            return;
        }

        _standing.GoOn();
        var difference = _registration.Former is { } former
            ? RevisionDifferences.Of(await _ports.Ledger.ReadResultAsync(former.RunId, cancellationToken).ConfigureAwait(false), result)
            : null;
        if (day.Feed is not null)
            await _ports.Ledger.DecideSourceAsync(_registration.RunId, epoch, new SourceDecision(TradeSource.Feed), cancellationToken).ConfigureAwait(false);
        _ports.CrashPoints.Reach(CrashPoint.BeforeLedgerCommit);
        started = _ports.Time.GetTimestamp();
        var commit = new ResultCommit(result, closing, outcome.Gates, day.Seams, Statistics(day.Book), difference);
        await _ports.Ledger.CommitResultAsync(_registration.RunId, epoch, commit, cancellationToken).ConfigureAwait(false);
        Measure("commit", started);
        EngineMetrics.Closes.Add(1);
        _log.Settled(result.TradeCount, result.Digest);
        if (difference is not null)
            _log.Revised(difference.Before.ToString(), difference.BeforeDigest, difference.Rows.Count);
        _ports.CrashPoints.Reach(CrashPoint.AfterLedgerCommit);
    }

    /// <summary>The feed cannot be used: decides for the trade store, or stays blocked where there is none.</summary>
    private async Task LeaveFeedAsync(DrainOutcome.Failed failed, long epoch, CancellationToken cancellationToken)
    {
        if (_options.OnFailure != FailurePolicy.TradeStore || _ports.TradeStore is null)
        {
            WaitFor(failed.Reason, failed.Message);
            EngineMetrics.BlockedCloses.Add(1);
            await Task.Delay(_options.RetryDelay, _ports.Time, cancellationToken).ConfigureAwait(false);
            return;
        }

        await DecideForStoreAsync(epoch, failed.Message, cancellationToken).ConfigureAwait(false);
        _ports.Report.Event("ClosingFromTradeStore", $"{failed.Message} The day is read from the trade store.", isWarning: true);
    }

    private async Task DecideForStoreAsync(long epoch, string why, CancellationToken cancellationToken)
    {
        var barrier = await _store.DrawBarrierAsync(cancellationToken).ConfigureAwait(false);
        var decided = await _ports.Ledger.DecideSourceAsync(_registration.RunId, epoch, new SourceDecision(TradeSource.TradeStore, barrier), cancellationToken).ConfigureAwait(false);
        _log.SourceDecided(decided.Source, why);
    }

    private static CommitStatistics Statistics(DayBook book) =>
        new(book.Duplicates, book.Late, [.. book.Partitions.SelectMany(static p => p.LateTrades.Select(late => new LateRecord(p.Partition, late)))]);

    /// <summary>A day that has opened with a result that is revised now carries on what is no longer right.</summary>
    private void TellOpenedBefore(RunState run)
    {
        if (_hasToldOpenedBefore || run.OpenedBefore.Count == 0)
            return;
        _hasToldOpenedBefore = true;
        var message = $"{string.Join(", ", run.OpenedBefore)} opened with an earlier result than {_options.Key}: settle each again as its next revision, in the order of days.";
        _log.OpenedBefore(message);
        _ports.Report.Event("LaterDayNeedsRevision", message, isWarning: true);
    }

    private void WaitFor(string reason, string message)
    {
        _standing.WaitFor(reason, message);
        _log.Waiting(reason, message);
    }

    private void Measure(string step, long started) =>
        EngineMetrics.StepDuration.Record(_ports.Time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("step", step));
}
