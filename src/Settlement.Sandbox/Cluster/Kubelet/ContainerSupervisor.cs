using System.ComponentModel;
using k8s.Models;
using static Settlement.Sandbox.Cluster.Kubelet.ContainerSnapshot;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>Runs one container of a pod again and again, as the restart policy says, until it has finished or the pod is told to stop.</summary>
internal sealed class ContainerSupervisor
{
    private static readonly TimeSpan ConfigurationRetry = TimeSpan.FromMilliseconds(500);

    private readonly KubeletServices _node;
    private readonly Func<V1Pod> _pod;
    private readonly V1Container _container;
    private readonly bool _isInit;
    private readonly PodSurroundings _surroundings;
    private readonly StopOrder _stop;
    private readonly Action _changed;
    private readonly ContainerEvents _events;
    private volatile ContainerSnapshot _snapshot;

    public ContainerSupervisor(
        KubeletServices node, Func<V1Pod> pod, V1Container container, bool isInit, PodSurroundings surroundings, StopOrder stop, Action changed)
    {
        (_node, _pod, _container, _isInit, _surroundings, _stop, _changed) = (node, pod, container, isInit, surroundings, stop, changed);
        _events = new ContainerEvents(node.Events, pod(), container.Name, isInit);
        _snapshot = FromEarlierSandbox();
        Logs = new ContainerLogs(Path.Combine(surroundings.Folder, "logs", container.Name), node.Options.LogFileBytes);
    }

    public ContainerLogs Logs { get; }

    public ContainerSnapshot Snapshot => _snapshot;

    public async Task RunAsync()
    {
        try
        {
            if (!_node.Options.Images.TryGetValue(_container.Image, out var image))
            {
                await RefuseImageAsync();
                return;
            }

            var backOff = new RestartBackOff(_node.Options.RestartBackOff, _node.Options.RestartBackOffLimit, _node.Options.RestartBackOffReset);
            while (await PrepareAsync(image) is { } command)
            {
                var (started, exit) = await RunOnceAsync(command);
                if (_stop.IsGiven || !RestartsAfter(exit))
                {
                    return;
                }

                await BackOffAsync(backOff.Next(exit.FinishedAt - started));
            }
        }
        finally
        {
            Set(_snapshot with { Finished = true, Ready = false });
        }
    }

    private async Task RefuseImageAsync()
    {
        var runnable = string.Join(", ", _node.Options.Images.Keys.Order(StringComparer.Ordinal));
        var message = $"Failed to pull image \"{_container.Image}\": only {runnable} can run in the sandbox, which pulls no images";
        _events.Warning("Failed", message);
        Set(_snapshot with { State = Waiting("ErrImagePull", message) });
        Set(_snapshot with { State = Waiting("ImagePullBackOff", message) });
        await Task.Delay(Timeout.InfiniteTimeSpan, _node.Time, _stop.Gently).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<ContainerCommand?> PrepareAsync(SandboxImage image)
    {
        string? told = null;
        while (!_stop.IsGiven)
        {
            try
            {
                var environment = await _node.Environment.BuildAsync(_pod(), _container, _surroundings, _stop.Gently);
                return new ContainerCommand(CommandLine.Of(image, _container, environment), FolderOf(), environment);
            }
            catch (OperationCanceledException) when (_stop.IsGiven)
            {
                return null;
            }
            catch (Exception e) when (e is ContainerConfigException or OperationCanceledException || ApiErrors.IsFromServer(e))
            {
                Set(_snapshot with { State = Waiting("CreateContainerConfigError", e.Message) });
                if (told != e.Message)
                {
                    _events.Warning("Failed", $"Error: {e.Message}");
                    told = e.Message;
                }

                await Task.Delay(ConfigurationRetry, _node.Time, _stop.Gently).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    private async Task<(DateTimeOffset Started, ContainerExit Exit)> RunOnceAsync(ContainerCommand command)
    {
        using var log = Logs.Begin(_snapshot.RestartCount);
        ContainerProcess process;
        try
        {
            process = ContainerProcess.Start(command, log, _node.Processes, _node.Time);
        }
        catch (Win32Exception e)
        {
            // The launcher or the working folder is missing: a failed start counts as a run that ended with 128, as with container runtimes.
            var now = _node.Time.GetUtcNow();
            _events.Warning("Failed", $"Error: {e.Message}");
            Set(_snapshot with { State = Terminated(null, now, new ContainerExit(128, now), "StartError", e.Message), Ready = false, Started = false });
            return (now, new ContainerExit(128, now));
        }

        using (process)
        {
            var exit = await SuperviseAsync(process, command);
            return (process.StartedAt, exit);
        }
    }

    private async Task<ContainerExit> SuperviseAsync(ContainerProcess process, ContainerCommand command)
    {
        var id = $"process://{process.Pid}";
        _node.Log.ContainerStarted(ResourceKeys.Of(_pod()), _container.Name, process.Pid);
        _events.Started(process);
        Set(_snapshot with
        {
            State = new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = process.StartedAt.UtcDateTime } },
            RunningId = id,
            Started = _container.StartupProbe is null,
            Ready = _container.StartupProbe is null && _container.ReadinessProbe is null,
        });

        using var killer = new ContainerKiller(process, _events, _node.Time);
        using var gently = _stop.Gently.Register(() => killer.EndGently(_stop.ByForce.IsCancellationRequested));
        using var byForce = _stop.ByForce.Register(() => killer.EndByForce("the pod was deleted by force or its grace period is over"));
        using var ended = new CancellationTokenSource();
        var probes = new ContainerProbes(_node, _container, _surroundings.Address, command, _events, killer, Update).RunAsync(GraceOf(_pod()), ended.Token);

        var exit = await process.Exited;
        await ended.CancelAsync();
        _node.Log.ContainerEnded(ResourceKeys.Of(_pod()), _container.Name, process.Pid, exit.ExitCode);
        _events.Ended(process.Pid, exit, killer);
        Set(_snapshot with
        {
            State = Terminated(id, process.StartedAt, exit, exit.ExitCode == 0 ? "Completed" : "Error", null),
            Ready = false,
            Started = false,
        });
        await probes;
        return exit;
    }

    private async Task BackOffAsync(TimeSpan wait)
    {
        var last = _snapshot.State;
        if (wait > TimeSpan.Zero)
        {
            _events.Warning("BackOff", $"Back-off {wait.TotalMilliseconds:0} ms restarting failed container {_container.Name}");
            Set(_snapshot with { State = Waiting("CrashLoopBackOff", $"back-off {wait.TotalMilliseconds:0} ms restarting failed container"), LastState = last });
            await Task.Delay(wait, _node.Time, _stop.Gently).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!_stop.IsGiven)
        {
            Set(_snapshot with { LastState = last, RestartCount = _snapshot.RestartCount + 1 });
        }
    }

    private bool RestartsAfter(ContainerExit exit) => (_pod().Spec.RestartPolicy ?? "Always") switch
    {
        "Never" => false,
        "OnFailure" => exit.ExitCode != 0,
        _ => !_isInit || exit.ExitCode != 0,
    };

    private static TimeSpan GraceOf(V1Pod pod) => TimeSpan.FromSeconds(pod.Spec.TerminationGracePeriodSeconds ?? 30);

    private string FolderOf() => string.IsNullOrEmpty(_container.WorkingDir) ? _surroundings.Folder : _container.WorkingDir;

    private static V1ContainerState Terminated(string? id, DateTimeOffset started, ContainerExit exit, string reason, string? message) => new()
    {
        Terminated = new V1ContainerStateTerminated
        {
            ContainerID = id,
            ExitCode = exit.ExitCode,
            Signal = exit.Signal,
            Reason = reason,
            Message = message,
            StartedAt = started.UtcDateTime,
            FinishedAt = exit.FinishedAt.UtcDateTime,
        },
    };

    // A pod that an earlier sandbox ran starts again here: its processes are dead by now.
    private ContainerSnapshot FromEarlierSandbox()
    {
        var status = _pod().Status;
        var known = (_isInit ? status?.InitContainerStatuses : status?.ContainerStatuses)?.FirstOrDefault(candidate => candidate.Name == _container.Name);
        var creating = Waiting(_isInit ? "PodInitializing" : "ContainerCreating");
        if (known is not { State: { Running: not null } or { Terminated: not null } })
        {
            return new ContainerSnapshot(_container, creating, known?.LastState, known?.RestartCount ?? 0);
        }

        var now = _node.Time.GetUtcNow();
        var last = known.State.Terminated is not null
            ? known.State
            : Terminated(known.ContainerID, now, new ContainerExit(128 + HostProcesses.SigKill, now), "ContainerStatusUnknown", "the sandbox that ran it was stopped");
        return new ContainerSnapshot(_container, creating, last, known.RestartCount + 1);
    }

    // Probes and the supervisor change different fields of the snapshot at the same time.
    private void Update(Func<ContainerSnapshot, ContainerSnapshot> change)
    {
        lock (_events)
        {
            _snapshot = change(_snapshot);
        }

        _changed();
    }

    private void Set(ContainerSnapshot snapshot) => Update(_ => snapshot);
}
