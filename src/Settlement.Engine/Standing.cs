using Settlement.Engine.Ports;

namespace Settlement.Engine;

/// <summary>How the run stands, as this settler knows it; every change is reported. Safe to call from all loops of a settler.</summary>
internal sealed class Standing(IRunReport report)
{
    private readonly Lock _lock = new();
    private RunReport _current = new(RunPhase.Pending, "", "", null);

    /// <summary>The newest report.</summary>
    public RunReport Current
    {
        get
        {
            lock (_lock)
                return _current;
        }
    }

    /// <summary>Moves on to a phase; what was waited for is over.</summary>
    public void Enter(RunPhase phase) => Change(c => c with { Phase = phase, Reason = "", Message = "" });

    /// <summary>Says what the run waits for; the phase stays.</summary>
    public void WaitFor(string reason, string message) => Change(c => c with { Reason = reason, Message = message });

    /// <summary>What was waited for has come.</summary>
    public void GoOn() => Change(static c => c with { Reason = "", Message = "" });

    /// <summary>Takes over the ledger's view; a later stage there moves the phase on.</summary>
    public void Observe(RunState state) => Change(c =>
    {
        if (state.RejectedAt is not null)
            return c with { State = state, Phase = RunPhase.Failed, Reason = nameof(RegistrationOutcome.Rejected), Message = Rejection(state) };
        var phase = PhaseOf(state.Stage);
        return phase > c.Phase ? c with { State = state, Phase = phase, Reason = "", Message = "" } : c with { State = state };
    });

    /// <summary>Ends the run without a result of its own.</summary>
    public void Fail(string reason, string message) => Change(c => c with { Phase = RunPhase.Failed, Reason = reason, Message = message });

    private static string Rejection(RunState state) => state.Digest is { } digest
        ? $"{state.RejectedBecause}. The result with digest {digest} stays in the ledger and is not published; the next revision takes its place."
        : $"{state.RejectedBecause}. The run has no result; the next revision settles the day.";

    private static RunPhase PhaseOf(RunStage stage) => stage switch
    {
        RunStage.Initialised => RunPhase.Consuming,
        RunStage.Closing => RunPhase.Closing,
        RunStage.Settled => RunPhase.Settled,
        _ => RunPhase.Published,
    };

    private void Change(Func<RunReport, RunReport> change)
    {
        lock (_lock)
        {
            var next = change(_current);
            if (next == _current)
                return;
            _current = next;
            report.Run(next);
        }
    }
}
