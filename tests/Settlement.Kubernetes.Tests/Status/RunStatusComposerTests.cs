using k8s;
using k8s.Models;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Status;
using Settlement.Kubernetes.Tests.Support;

namespace Settlement.Kubernetes.Tests.Status;

public class RunStatusComposerTests
{
    private const string Zero = "comex-settler-0";
    private const string One = "comex-settler-1";
    private static readonly DateTime Now = new(2013, 10, 8, 21, 15, 0, DateTimeKind.Utc);

    [Fact]
    public void A_run_that_ended_for_another_one_is_failed_with_the_ledgers_reason()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Failed, Reason = "AlreadySettled", Message = "COMEX 2013-10-08 r1 is settled for trading/other" });
        var status = Compose(run);
        Assert.Equal(RunPhase.Failed, status.Phase);
        Assert.Equal(("False", "AlreadySettled"), Condition(status, RunConditions.Settled));
        Assert.Equal(("False", "AlreadySettled"), Condition(status, RunConditions.Initialised));
        Assert.Equal("AlreadySettled: COMEX 2013-10-08 r1 is settled for trading/other", status.Message);
    }

    [Fact]
    public void A_failure_is_believed_though_an_epoch_was_claimed_before()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Closing, Epoch = 5, Leader = Zero });
        run.Status = Keep(run, Compose(run));
        With(run, Zero, new MemberRunStatus { State = RunPhase.Failed, Reason = "AlreadySettled" });
        Assert.Equal(RunPhase.Failed, Compose(run).Phase);
    }

    [Fact]
    public void A_failure_is_kept_when_its_pod_is_gone()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Failed, Reason = "AlreadySettled", Message = "by trading/other" });
        run.Status = Compose(run);
        var later = RunStatusComposer.Compose(run, [], Children(), Now.AddHours(1));
        Assert.Equal((RunPhase.Failed, "AlreadySettled: by trading/other"), (later.Phase, later.Message));
        Assert.Equal(KubernetesJson.Serialize(run.Status), KubernetesJson.Serialize(later));
    }

    [Fact]
    public void An_invalid_spec_keeps_the_run_pending_and_names_all_problems()
    {
        var run = Samples.Run(change: spec => (spec.Market, spec.Settlers) = ("", 0));
        var status = RunStatusComposer.Compose(run, SpecValidation.Validate(run), Children(), Now);
        Assert.Equal(RunPhase.Pending, status.Phase);
        Assert.Equal(("False", "InvalidSpec"), Condition(status, RunConditions.Initialised));
        Assert.Contains("spec.market", status.Message, StringComparison.Ordinal);
        Assert.Contains("spec.settlers", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_of_a_deposed_leader_is_not_believed()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Closing, Epoch = 1, Leader = Zero, Reason = "DrainTimedOut", Message = "old news" });
        With(run, One, new MemberRunStatus { State = RunPhase.Closing, Epoch = 2, Leader = One });
        var status = Compose(run);
        Assert.Equal((2L, One), (status.Epoch, status.Leader));
        Assert.Equal(("False", "Draining"), Condition(status, RunConditions.InputComplete));
    }

    [Fact]
    public void Of_one_epoch_the_leader_itself_is_believed_and_not_who_led_before()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Closing, Epoch = 3, Leader = One, Reason = "Draining", Message = "old news" });
        With(run, One, new MemberRunStatus { State = RunPhase.Closing, Epoch = 3, Leader = One, Reason = "ListenerTripped", Message = "why" });
        Assert.Equal("ListenerTripped: why", Compose(run).Message);
    }

    [Fact]
    public void A_report_below_the_shown_epoch_changes_nothing()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Closing, Epoch = 2, Leader = Zero });
        run.Status = Compose(run);
        With(run, One, new MemberRunStatus { State = RunPhase.Closing, Epoch = 1, Leader = One, Reason = "GateFailed" });
        var status = Compose(run);
        Assert.Equal((2L, Zero), (status.Epoch, status.Leader));
        Assert.Equal(("False", "NotSettled"), Condition(status, RunConditions.Settled));
    }

    [Fact]
    public void Facts_stay_when_the_pod_that_told_them_is_gone()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus
        {
            State = RunPhase.Settled,
            Epoch = 3,
            Leader = Zero,
            Barrier = new Dictionary<string, long> { ["0"] = 42 },
            Source = TradeSource.TradeStore,
            Digest = "ab",
            TradeCount = 7,
            StartedAt = Now,
            ClosedAt = Now,
        });
        run.Status = Compose(run);
        var status = RunStatusComposer.Compose(run, [], Children(), Now.AddHours(1));
        Assert.Equal((RunPhase.Settled, 3L, Zero, TradeSource.TradeStore, "ab", 7L, 42L), (status.Phase, status.Epoch, status.Leader, status.Source, status.Digest, status.TradeCount, status.Barrier!["0"]));
    }

    [Fact]
    public void The_phase_never_goes_back()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Closing, Epoch = 1 });
        run.Status = Compose(run);
        With(run, Zero, new MemberRunStatus { State = RunPhase.Initialising, Epoch = 1 });
        Assert.Equal(RunPhase.Closing, Compose(run).Phase);
    }

    [Theory]
    [InlineData(RunPhase.Initialising, "WaitingForPredecessor", RunConditions.Initialised)]
    [InlineData(RunPhase.Consuming, "KafkaUnavailable", RunConditions.Consuming)]
    [InlineData(RunPhase.Closing, "SequenceHole", RunConditions.InputComplete)]
    [InlineData(RunPhase.Closing, "GateFailed", RunConditions.Settled)]
    [InlineData(RunPhase.Settled, "KafkaUnavailable", RunConditions.Published)]
    [InlineData(RunPhase.Settled, "AwaitingVerification", RunConditions.Released)]
    [InlineData(RunPhase.Initialising, "WaitingForRevision", RunConditions.Initialised)]
    public void Waiting_shows_in_the_condition_that_is_waited_for_and_leaves_the_phase(RunPhase phase, string reason, string type)
    {
        var status = Compose(With(Samples.Run(), Zero, new MemberRunStatus { State = phase, Reason = reason, Message = "figures" }));
        Assert.Equal(phase, status.Phase);
        Assert.Equal(("False", reason), Condition(status, type));
        Assert.Equal($"{reason}: figures", status.Message);
    }

    [Fact]
    public void A_published_run_shows_every_condition_true_but_consuming_and_degraded()
    {
        var status = Compose(With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Published, Epoch = 1, Leader = Zero }));
        Assert.Equal(
            ["Initialised=True", "Consuming=False", "InputComplete=True", "Settled=True", "Released=True", "Published=True", "Degraded=False"],
            status.Conditions!.Select(condition => $"{condition.Type}={condition.Status}"));
        Assert.All(status.Conditions!, condition => Assert.Equal(1, condition.ObservedGeneration));
    }

    [Fact]
    public void A_rejected_run_is_failed_though_it_has_a_result_which_stays_shown()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Settled, Epoch = 1, Leader = Zero, Digest = "aa", Reason = "AwaitingVerification", Message = "verify" });
        run.Status = Keep(run, Compose(run));
        With(run, One, new MemberRunStatus { State = RunPhase.Failed, Epoch = 1, Digest = "aa", RejectedAt = Now, Reason = "Rejected", Message = "the prices are wrong" });
        run.Status = Keep(run, Compose(run));
        Assert.Equal((RunPhase.Failed, "aa", Now), (run.Status.Phase, run.Status.Digest, run.Status.RejectedAt));
        Assert.Equal("Rejected: the prices are wrong", run.Status.Message);
        Assert.Equal(("True", "Settled"), Condition(run.Status, RunConditions.Settled));
        Assert.Equal(("False", "Rejected"), Condition(run.Status, RunConditions.Released));
        Assert.Equal(("False", "Rejected"), Condition(run.Status, RunConditions.Published));
        run.Status.Members = null;
        Assert.Equal("Rejected: the prices are wrong", Compose(run).Message);
    }

    [Fact]
    public void A_rejection_is_not_believed_of_a_published_run()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Published, Epoch = 1 });
        run.Status = Keep(run, Compose(run));
        With(run, One, new MemberRunStatus { State = RunPhase.Failed, Reason = "Rejected" });
        Assert.Equal(RunPhase.Published, Compose(run).Phase);
    }

    [Fact]
    public void A_released_result_that_is_not_published_yet_shows_both()
    {
        var status = Compose(With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Settled, Epoch = 1, ReleasedAt = Now, PreviousDigest = "bb" }));
        Assert.Equal(("True", "Released"), Condition(status, RunConditions.Released));
        Assert.Equal(("False", "NotPublished"), Condition(status, RunConditions.Published));
        Assert.Equal((Now, "bb"), (status.ReleasedAt, status.PreviousDigest));
    }

    [Fact]
    public void A_tripped_listener_and_a_pod_that_cannot_start_degrade_the_run()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Consuming });
        run.Status!.Members![Zero].Listener = ListenerState.Tripped;
        run.Status.Members[Zero].ListenerMessage = "trades [1] offset 7: price is missing";
        var tripped = Compose(run);
        Assert.Equal(("True", "ListenerTripped"), Condition(tripped, RunConditions.Degraded));
        var broken = RunStatusComposer.Compose(run, [], Children(Zero, One) with { Troubles = [new PodTrouble(One, "ImagePullBackOff", "no such image")] }, Now);
        Assert.Equal(("True", "ImagePullBackOff"), Condition(broken, RunConditions.Degraded));
        var message = broken.Conditions!.Single(condition => condition.Type == RunConditions.Degraded).Message;
        Assert.Equal("pod comex-settler-1: ImagePullBackOff: no such image; comex-settler-0: trades [1] offset 7: price is missing", message);
    }

    [Fact]
    public void A_condition_keeps_its_time_until_its_status_changes()
    {
        var run = With(Samples.Run(), Zero, new MemberRunStatus { State = RunPhase.Consuming });
        run.Status = Keep(run, Compose(run));
        With(run, Zero, new MemberRunStatus { State = RunPhase.Settled, Epoch = 1 });
        var later = RunStatusComposer.Compose(run, [], Children(Zero), Now.AddMinutes(1));
        Assert.Equal(Now, later.Conditions!.Single(condition => condition.Type == RunConditions.Initialised).LastTransitionTime);
        Assert.Equal(Now.AddMinutes(1), later.Conditions!.Single(condition => condition.Type == RunConditions.Settled).LastTransitionTime);
    }

    [Theory]
    [InlineData("ImagePullBackOff", true)]
    [InlineData("CrashLoopBackOff", true)]
    [InlineData("ContainerCreating", false)]
    public void A_waiting_container_is_trouble_unless_it_is_on_its_way(string reason, bool isTrouble)
    {
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = Zero },
            Status = new V1PodStatus { ContainerStatuses = [new V1ContainerStatus { State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = "why" } } }] },
        };
        Assert.Equal(isTrouble ? new PodTrouble(Zero, reason, "why") : null, PodTrouble.Of(pod));
    }

    [Fact]
    public void A_pod_that_no_node_takes_is_trouble() => Assert.Equal(
        new PodTrouble(Zero, "Unschedulable", "0/3 nodes"),
        PodTrouble.Of(new V1Pod { Metadata = new V1ObjectMeta { Name = Zero }, Status = new V1PodStatus { Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/3 nodes" }] } }));

    private static SettlementRunStatus Compose(SettlementRun run) => RunStatusComposer.Compose(run, [], Children(Zero, One), Now);

    private static SettlementRunStatus Keep(SettlementRun run, SettlementRunStatus composed)
    {
        composed.Members = run.Status?.Members;
        return composed;
    }

    private static RunChildren Children(params string[] pods) => new(true, pods.ToHashSet(), []);

    private static SettlementRun With(SettlementRun run, string pod, MemberRunStatus report)
    {
        run.Status ??= new SettlementRunStatus();
        run.Status.Members ??= new Dictionary<string, MemberStatus>();
        run.Status.Members[pod] = new MemberStatus { RunUid = run.Metadata.Uid, Ready = true, Report = report };
        return run;
    }

    private static (string Status, string Reason) Condition(SettlementRunStatus status, string type)
    {
        var condition = status.Conditions!.Single(condition => condition.Type == type);
        return (condition.Status, condition.Reason);
    }
}
