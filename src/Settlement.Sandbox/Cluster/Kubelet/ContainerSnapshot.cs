using k8s.Models;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>A container at one moment.</summary>
internal sealed record ContainerSnapshot(V1Container Container, V1ContainerState State, V1ContainerState? LastState, int RestartCount)
{
    public bool Started { get; init; }

    public bool Ready { get; init; }

    /// <summary>The container will not run again.</summary>
    public bool Finished { get; init; }

    public int? ExitCode => State.Terminated?.ExitCode ?? LastState?.Terminated?.ExitCode;

    public bool Succeeded => Finished && State.Terminated is { ExitCode: 0 };

    public static V1ContainerState Waiting(string reason, string? message = null) =>
        new() { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } };

    public V1ContainerStatus ToStatus() => new()
    {
        Name = Container.Name,
        Image = Container.Image,
        ImageID = "",
        ContainerID = State.Terminated?.ContainerID ?? (State.Running is null ? LastState?.Terminated?.ContainerID : RunningId),
        State = State,
        LastState = LastState ?? new V1ContainerState(),
        RestartCount = RestartCount,
        Ready = Ready,
        Started = Started,
    };

    public string? RunningId { get; init; }
}
