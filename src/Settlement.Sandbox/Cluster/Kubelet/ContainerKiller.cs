namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>Ends one run of a container; each kind of signal is sent and told at most once.</summary>
internal sealed class ContainerKiller(ContainerProcess process, ContainerEvents events, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _ended;

    /// <summary>When and why the node killed the run; null while it has not.</summary>
    public (DateTimeOffset At, string Cause)? Killed { get; private set; }

    private bool IsTold { get; set; }

    /// <summary>SIGTERM, unless SIGKILL is on its way anyway.</summary>
    public void EndGently(bool forceFollows)
    {
        lock (_gate)
        {
            if (forceFollows || IsTold || _ended)
            {
                return;
            }

            IsTold = true;
            events.Killing(process.Pid, "SIGTERM");
            process.Signal(HostProcesses.SigTerm);
        }
    }

    /// <summary>SIGTERM now and SIGKILL after the grace period, for a reason of the container alone.</summary>
    public void EndGently(TimeSpan grace, string cause)
    {
        EndGently(forceFollows: grace <= TimeSpan.Zero);
        lock (_gate)
        {
            if (!_ended)
            {
                _timer = time.CreateTimer(_ => EndByForce(cause), null, grace, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void EndByForce(string cause)
    {
        lock (_gate)
        {
            if (_ended || Killed is not null)
            {
                return;
            }

            // The time is taken before the signal: a takeover that it causes cannot be measured as earlier than its cause.
            var at = time.GetUtcNow();
            if (process.Signal(HostProcesses.SigKill))
            {
                Killed = (at, cause);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            _timer?.Dispose();
        }
    }
}
