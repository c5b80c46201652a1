using k8s.Models;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Tests.Support;
using Settlement.Operator.Run;

namespace Settlement.Operator.Tests.Run;

public class SettlerManifestsTests
{
    [Fact]
    public void A_settler_may_touch_nothing_but_its_own_run_lease_and_pods()
    {
        var rules = SettlerAccess.Role(Samples.Run()).Rules;
        Assert.Equal(
            [
                "settlementruns [comex] get,list,watch",
                "settlementruns/status [comex] patch",
                "leases [comex-leader] get,update",
                "pods [comex-settler-0,comex-settler-1] list,watch",
                "events [] create,patch",
            ],
            rules.Select(rule => $"{string.Join(',', rule.Resources)} [{string.Join(',', rule.ResourceNames ?? [])}] {string.Join(',', rule.Verbs)}"));
    }

    [Fact]
    public void Everything_is_owned_by_the_run_and_carries_the_recommended_labels()
    {
        var run = Samples.Run();
        V1ObjectMeta[] all =
        [
            SettlerAccess.ServiceAccount(run).Metadata, SettlerAccess.Role(run).Metadata, SettlerAccess.RoleBinding(run).Metadata, SettlerAccess.Lease(run).Metadata,
            SettlerManifests.Service(run).Metadata, SettlerManifests.DisruptionBudget(run).Metadata, SettlerManifests.StatefulSet(run, Defaults("image"), 2).Metadata,
        ];
        Assert.All(all, metadata =>
        {
            var owner = metadata.OwnerReferences.Single();
            Assert.Equal((run.Metadata.Uid, true), (owner.Uid, owner.Controller));
            // Where the cluster checks it, blocking the owner's deletion asks for a right on its finalizers, which the operator lacks.
            Assert.Null(owner.BlockOwnerDeletion);
            Assert.Equal(("settlement-settler", "comex", "settlement-operator"), (metadata.Labels["app.kubernetes.io/name"], metadata.Labels["app.kubernetes.io/instance"], metadata.Labels["app.kubernetes.io/managed-by"]));
        });
    }

    [Fact]
    public void Connection_strings_come_from_secrets_and_never_stand_in_the_pod()
    {
        var run = Samples.Run(change: spec => spec.Consumption.Kafka.PropertiesFrom = new KafkaPropertiesSource { SecretRef = new SecretReference { Name = "kafka", Key = "properties" } });
        var env = Env(run);
        Assert.Equal(("databases", "ledger"), (env["SETTLEMENT_LEDGER"].ValueFrom.SecretKeyRef.Name, env["SETTLEMENT_LEDGER"].ValueFrom.SecretKeyRef.Key));
        Assert.Equal("tradeStore", env["SETTLEMENT_TRADE_STORE"].ValueFrom.SecretKeyRef.Key);
        Assert.Equal("kafka", env["SETTLEMENT_KAFKA_PROPERTIES"].ValueFrom.SecretKeyRef.Name);
        Assert.Equal("status.podIP", env["POD_IP"].ValueFrom.FieldRef.FieldPath);
    }

    [Fact]
    public void What_a_run_lacks_is_not_in_the_pod()
    {
        var env = Env(Samples.Run(change: spec => spec.TradeStore = null));
        Assert.DoesNotContain("SETTLEMENT_TRADE_STORE", env.Keys);
        Assert.DoesNotContain("SETTLEMENT_KAFKA_PROPERTIES", env.Keys);
    }

    [Fact]
    public void Pods_start_anew_for_what_they_read_at_their_start_and_not_for_the_close()
    {
        var before = Hash(Samples.Run());
        Assert.Equal(before, Hash(Samples.Run(change: spec => (spec.Settlers, spec.Close.At, spec.Close.Marker) = (3, DateTime.UnixEpoch, true))));
        Assert.NotEqual(before, Hash(Samples.Run(change: spec => spec.Consumption.GroupMode = GroupMode.Shared)));
        Assert.NotEqual(before, Hash(Samples.Run(change: spec => spec.Publication.TopicPrefix = "other")));
    }

    [Fact]
    public void The_runs_image_wins_over_the_operators()
    {
        Assert.Equal("default", Image(Samples.Run()));
        Assert.Equal("mine", Image(Samples.Run(change: spec => spec.Image = "mine")));
    }

    [Fact]
    public void What_the_server_adds_is_no_difference_and_what_people_change_is_one()
    {
        var wanted = SettlerManifests.StatefulSet(Samples.Run(), Defaults("image"), 2);
        var actual = SettlerManifests.StatefulSet(Samples.Run(), Defaults("image"), 2);
        actual.Metadata.Uid = "given";
        actual.Spec.RevisionHistoryLimit = 10;
        actual.Spec.Template.Spec.Containers[0].TerminationMessagePath = "/dev/termination-log";
        Assert.True(ManifestComparison.IsSatisfied(wanted, actual));
        actual.Spec.Replicas = 1;
        Assert.False(ManifestComparison.IsSatisfied(wanted, actual));
        actual.Spec.Replicas = 2;
        actual.Spec.Template.Spec.Containers[0].Env.Add(new V1EnvVar { Name = "EXTRA" });
        Assert.False(ManifestComparison.IsSatisfied(wanted, actual));
    }

    private static Dictionary<string, V1EnvVar> Env(SettlementRun run) =>
        SettlerManifests.StatefulSet(run, Defaults("image"), 2).Spec.Template.Spec.Containers.Single().Env.ToDictionary(variable => variable.Name);

    private static string Hash(SettlementRun run) => SettlerManifests.StatefulSet(run, Defaults("image"), 2).Spec.Template.Metadata.Annotations[RunNames.SpecHashAnnotation];

    private static string Image(SettlementRun run) => SettlerManifests.StatefulSet(run, Defaults("default"), 2).Spec.Template.Spec.Containers.Single().Image;

    private static SettlerDefaults Defaults(string image) => new(image, new Dictionary<string, string>());
}
