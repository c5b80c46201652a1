using k8s.Models;
using Settlement.Sandbox.Cluster.Controllers;

namespace Settlement.Sandbox.Tests.Cluster;

public sealed class DeploymentPlanTests
{
    [Fact]
    public void Recreate_starts_nothing_while_an_old_pod_lives()
    {
        Assert.Equal("old=0", Plan("Recreate", 2, Set("new", 0, 0), Set("old", 2, 2)));
        Assert.Equal("", Plan("Recreate", 2, Set("new", 0, 0), Set("old", 0, 0, terminating: 1)));
        Assert.Equal("new=2", Plan("Recreate", 2, Set("new", 0, 0), Set("old", 0, 0)));
    }

    [Fact]
    public void Rolling_update_stays_between_its_two_limits()
    {
        Assert.Equal("new=1", Plan("RollingUpdate", 4, Set("new", 0, 0), Set("old", 4, 4), unavailable: "0"));
        Assert.Equal("new=1 old=3", Plan("RollingUpdate", 4, Set("new", 0, 0), Set("old", 4, 4), unavailable: "1"));
        Assert.Equal("old=3", Plan("RollingUpdate", 4, Set("new", 1, 1), Set("old", 4, 4), unavailable: "0"));
        Assert.Equal("", Plan("RollingUpdate", 4, Set("new", 4, 4), Set("old", 0, 0), unavailable: "0"));
    }

    [Fact]
    public void Old_pods_that_are_not_available_go_first_and_cost_nothing() =>
        Assert.Equal("new=1 old=3", Plan("RollingUpdate", 4, Set("new", 0, 0), Set("old", 4, 3), unavailable: "0"));

    private static string Plan(string strategy, int replicas, V1ReplicaSet current, V1ReplicaSet old, string unavailable = "25%")
    {
        var spec = new V1DeploymentSpec
        {
            Replicas = replicas,
            Strategy = new V1DeploymentStrategy
            {
                Type = strategy,
                RollingUpdate = strategy == "Recreate" ? null : new V1RollingUpdateDeployment { MaxSurge = "1", MaxUnavailable = unavailable },
            },
        };
        return string.Join(' ', DeploymentPlan.Of(spec, current, [old]).Select(step => $"{step.Set.Metadata.Name}={step.Replicas}"));
    }

    private static V1ReplicaSet Set(string name, int size, int available, int terminating = 0) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new V1ReplicaSetSpec { Replicas = size },
        Status = new V1ReplicaSetStatus { Replicas = size, AvailableReplicas = available, TerminatingReplicas = terminating },
    };
}
