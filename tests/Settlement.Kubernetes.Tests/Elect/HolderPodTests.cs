using k8s.Models;
using Settlement.Kubernetes.Elect;

namespace Settlement.Kubernetes.Tests.Elect;

public sealed class HolderPodTests
{
    private const string Container = "settler";
    private readonly HolderPod _pod = new(new HolderIdentity("run-settler-0", "uid-1", "f00d"), Container);

    [Fact]
    public void Pod_that_is_gone_has_ended() => Assert.Equal(HolderEnd.PodGone, _pod.Judge(null));

    [Fact]
    public void Pod_with_another_uid_is_a_successor() => Assert.Equal(HolderEnd.PodReplaced, _pod.Judge(Pod(Running("c1"), uid: "uid-2")));

    [Fact]
    public void Running_container_has_not_ended() => Assert.Null(_pod.Judge(Pod(Running("c1"))));

    [Fact]
    public void Pod_that_is_being_deleted_still_runs()
    {
        var pod = Pod(Running("c1"));
        pod.Metadata.DeletionTimestamp = new DateTime(2013, 10, 8, 0, 0, 0, DateTimeKind.Utc);
        Assert.Null(_pod.Judge(pod));
    }

    [Fact]
    public void Terminated_container_has_ended() =>
        Assert.Equal(HolderEnd.ContainerTerminated, _pod.Judge(Pod(new V1ContainerStatus { Name = Container, State = Terminated })));

    [Fact]
    public void Container_that_waits_after_it_terminated_has_ended() =>
        Assert.Equal(HolderEnd.ContainerTerminated, _pod.Judge(Pod(new V1ContainerStatus
        {
            Name = Container,
            State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "CrashLoopBackOff" } },
            LastState = Terminated,
        })));

    [Fact]
    public void Container_that_waits_for_its_first_start_has_not_ended() =>
        Assert.Null(_pod.Judge(Pod(new V1ContainerStatus { Name = Container, State = new V1ContainerState { Waiting = new V1ContainerStateWaiting() } })));

    [Fact]
    public void Container_that_restarted_before_the_first_look_may_be_the_holders() =>
        Assert.Null(_pod.Judge(Pod(Running("c2") with { LastState = Terminated, RestartCount = 1 })));

    [Fact]
    public void Another_container_than_at_the_first_look_means_that_the_holders_has_ended()
    {
        Assert.Null(_pod.Judge(Pod(Running("c1"))));
        Assert.Equal(HolderEnd.ContainerTerminated, _pod.Judge(Pod(Running("c2") with { LastState = Terminated, RestartCount = 1 })));
    }

    [Fact]
    public void End_of_a_sidecar_is_not_the_holders_end() =>
        Assert.Null(_pod.Judge(Pod(Running("c1"), new V1ContainerStatus { Name = "sidecar", State = Terminated })));

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("Failed")]
    public void Pod_that_has_finished_has_ended(string phase)
    {
        var pod = Pod();
        pod.Status.Phase = phase;
        Assert.Equal(HolderEnd.ContainerTerminated, _pod.Judge(pod));
    }

    [Fact]
    public void Pod_without_a_status_has_not_ended() =>
        Assert.Null(_pod.Judge(new V1Pod { Metadata = new V1ObjectMeta { Uid = "uid-1" } }));

    private static V1ContainerState Terminated => new() { Terminated = new V1ContainerStateTerminated { ExitCode = 137 } };

    private static V1ContainerStatus Running(string id) =>
        new() { Name = Container, ContainerID = $"process://{id}", State = new V1ContainerState { Running = new V1ContainerStateRunning() } };

    private static V1Pod Pod(params V1ContainerStatus[] statuses) => Pod("uid-1", statuses);

    private static V1Pod Pod(V1ContainerStatus status, string uid) => Pod(uid, status);

    private static V1Pod Pod(string uid, params V1ContainerStatus[] statuses) => new()
    {
        Metadata = new V1ObjectMeta { Name = "run-settler-0", Uid = uid },
        Status = new V1PodStatus { Phase = "Running", ContainerStatuses = statuses },
    };
}
