using Microsoft.Extensions.Logging;
using Settlement.Engine.Consume;
using Settlement.Engine.Elect;
using Settlement.Engine.Initialise;
using Settlement.Engine.Ports;
using Settlement.Engine.Settle;

namespace Settlement.Engine;

/// <summary>How a settler's day ended.</summary>
public enum SettlerOutcome
{
    /// <summary>The run's result is published, by this settler or another one.</summary>
    Published,

    /// <summary>The run ended without a result of its own; the report says why.</summary>
    Failed,
}

/// <summary>
/// One settler's day: initialise, listen, campaign, and close when nominated. Kill it at any moment: another one, or its own
/// successor, comes to the same result.
/// </summary>
public sealed class Settler
{
    private readonly SettlerOptions _options;
    private readonly SettlerPorts _ports;
    private readonly EngineLog _log;
    private readonly Standing _standing;

    /// <summary>Makes a settler; nothing starts yet.</summary>
    public Settler(SettlerOptions options, SettlerPorts ports, ILogger<Settler> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ports);
        _options = options;
        _ports = ports;
        _log = new EngineLog(logger);
        _standing = new Standing(ports.Report);
    }

    /// <summary>Runs the day to its end.</summary>
    /// <exception cref="FencedException">This process no longer leads and has stopped; it must leave, so that nothing of it lingers.</exception>
    /// <exception cref="LedgerInvariantException">The ledger holds something that must never be.</exception>
    public async Task<SettlerOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var registration = await new Initialiser(_options, _ports, _standing, _log).RegisterAsync(cancellationToken).ConfigureAwait(false);
        if (registration.Outcome != RegistrationOutcome.Registered)
        {
            _log.RunRefused(registration.Outcome, registration.Message);
            _standing.Fail(registration.Outcome.ToString(), registration.Message);
            await _ports.Report.FlushAsync(cancellationToken).ConfigureAwait(false);
            return SettlerOutcome.Failed;
        }

        _log.Registered(registration.RunId, registration.Reference!.Hash);
        _standing.Enter(RunPhase.Consuming);
        var run = await RunDayAsync(registration, cancellationToken).ConfigureAwait(false);
        await _ports.Report.FlushAsync(cancellationToken).ConfigureAwait(false);
        return run.RejectedAt is null ? SettlerOutcome.Published : SettlerOutcome.Failed;
    }

    /// <summary>Runs the loops side by side; the first that ends, ends the others.</summary>
    private async Task<RunState> RunDayAsync(Registration registration, CancellationToken cancellationToken)
    {
        var source = _ports.Feed(registration.Reference!);
        var listener = new Listener(_options, _ports, registration, source, _log);
        var close = new MarketClose(_options, _ports, registration, listener, source, _standing, _log);
        var leadership = new Leadership(_options, _ports, registration, listener, close, _standing, _log);
        var watch = new RunWatch(_options, _ports, registration, listener, _standing, _log);
        var members = new MemberReports(_options, _ports, listener);

        using var day = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] ends = [watch.RunAsync(day.Token), leadership.RunAsync(day.Token)];
        Task[] loops = [.. ends, members.RunAsync(day.Token), .. _options.Source == TradeSource.Feed ? [listener.RunAsync(day.Token)] : Array.Empty<Task>()];
        try
        {
            var running = loops.ToList();
            while (true)
            {
                var first = await Task.WhenAny(running).ConfigureAwait(false);
                await first.ConfigureAwait(false);
                if (ends.Contains(first))
                    break;
                running.Remove(first);
            }

            var run = await watch.LookAsync(cancellationToken).ConfigureAwait(false);
            if (leadership.Epoch is { } epoch && epoch < run.Epoch)
                throw new FencedException($"Epoch {epoch} was taken over by epoch {run.Epoch} of {run.Leader} before it ended.");
            _ports.Report.Member(members.Now());
            return run;
        }
        finally
        {
            await day.CancelAsync().ConfigureAwait(false);
            foreach (var loop in loops)
                await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

}
