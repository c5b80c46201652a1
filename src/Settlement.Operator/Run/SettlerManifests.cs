using System.Security.Cryptography;
using System.Text;
using k8s;
using k8s.Models;
using Settlement.Kubernetes.Resources;

namespace Settlement.Operator.Run;

/// <summary>The settlers of a run as Kubernetes objects.</summary>
internal static class SettlerManifests
{
    private const string HttpPort = "http";

    /// <summary>The headless service that gives the pods their stable names.</summary>
    public static V1Service Service(SettlementRun run) => new()
    {
        Metadata = Metadata(run, RunNames.Settler(run.Metadata.Name)),
        Spec = new V1ServiceSpec
        {
            ClusterIP = "None",
            PublishNotReadyAddresses = true,
            Selector = RunNames.Selector(run.Metadata.Name),
            Ports = [new V1ServicePort { Name = HttpPort, Port = 8080, TargetPort = HttpPort, Protocol = "TCP" }],
        },
    };

    /// <summary>Evictions take one settler at a time.</summary>
    public static V1PodDisruptionBudget DisruptionBudget(SettlementRun run) => new()
    {
        Metadata = Metadata(run, RunNames.Settler(run.Metadata.Name)),
        Spec = new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector { MatchLabels = RunNames.Selector(run.Metadata.Name) } },
    };

    /// <summary>The settlers.</summary>
    /// <param name="run">The run.</param>
    /// <param name="defaults">What settlers get from the operator.</param>
    /// <param name="replicas">How many; 0 when the run is over.</param>
    public static V1StatefulSet StatefulSet(SettlementRun run, SettlerDefaults defaults, int replicas)
    {
        var name = RunNames.Settler(run.Metadata.Name);
        return new V1StatefulSet
        {
            Metadata = Metadata(run, name),
            Spec = new V1StatefulSetSpec
            {
                Replicas = replicas,
                ServiceName = name,
                PodManagementPolicy = "Parallel",
                Selector = new V1LabelSelector { MatchLabels = RunNames.Selector(run.Metadata.Name) },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = RunNames.Labels(run.Metadata.Name), Annotations = new Dictionary<string, string> { [RunNames.SpecHashAnnotation] = SpecHash(run.Spec) } },
                    Spec = new V1PodSpec
                    {
                        ServiceAccountName = name,
                        TerminationGracePeriodSeconds = 30,
                        SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
                        TopologySpreadConstraints =
                        [
                            new V1TopologySpreadConstraint
                            {
                                MaxSkew = 1,
                                TopologyKey = "kubernetes.io/hostname",
                                WhenUnsatisfiable = "ScheduleAnyway",
                                LabelSelector = new V1LabelSelector { MatchLabels = RunNames.Selector(run.Metadata.Name) },
                            },
                        ],
                        Containers = [Container(run, defaults)],
                    },
                },
            },
        };
    }

    /// <summary>Metadata with owner and labels. The owner's deletion waits for nothing, so that no right on its finalizers is needed.</summary>
    public static V1ObjectMeta Metadata(SettlementRun run, string name) => new()
    {
        Name = name,
        NamespaceProperty = run.Metadata.NamespaceProperty,
        Labels = RunNames.Labels(run.Metadata.Name),
        OwnerReferences =
        [
            new V1OwnerReference
            {
                ApiVersion = Kinds.ApiVersion<SettlementRun>(),
                Kind = Kinds.Kind<SettlementRun>(),
                Name = run.Metadata.Name,
                Uid = run.Metadata.Uid,
                Controller = true,
            },
        ],
    };

    private static V1Container Container(SettlementRun run, SettlerDefaults defaults) => new()
    {
        Name = "settler",
        Image = run.Spec.Image ?? defaults.Image,
        Args = ["settler"],
        Env = [.. Environment(run), .. defaults.Environment.OrderBy(static e => e.Key, StringComparer.Ordinal).Select(static e => new V1EnvVar { Name = e.Key, Value = e.Value })],
        Ports = [new V1ContainerPort { Name = HttpPort, ContainerPort = 8080, Protocol = "TCP" }],
        StartupProbe = Probe("/startupz", periodSeconds: 1, failures: 60),
        ReadinessProbe = Probe("/readyz", periodSeconds: 2, failures: 2),
        LivenessProbe = Probe("/livez", periodSeconds: 10, failures: 3),
        Resources = new V1ResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("250m"), ["memory"] = new("512Mi") } },
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        },
    };

    private static IEnumerable<V1EnvVar> Environment(SettlementRun run)
    {
        yield return new V1EnvVar { Name = "SETTLEMENT_RUN", Value = run.Metadata.Name };
        yield return Field("POD_NAMESPACE", "metadata.namespace");
        yield return Field("POD_NAME", "metadata.name");
        yield return Field("POD_UID", "metadata.uid");
        yield return Field("POD_IP", "status.podIP");
        yield return Secret("SETTLEMENT_LEDGER", run.Spec.Ledger.Connection.SecretRef);
        if (run.Spec.TradeStore is { } store) yield return Secret("SETTLEMENT_TRADE_STORE", store.Connection.SecretRef);
        if (run.Spec.Consumption.Kafka.PropertiesFrom is { } properties) yield return Secret("SETTLEMENT_KAFKA_PROPERTIES", properties.SecretRef);
        // The runtime's diagnostic socket would need a writable file system.
        yield return new V1EnvVar { Name = "DOTNET_EnableDiagnostics", Value = "0" };
    }

    private static V1EnvVar Field(string name, string path) => new() { Name = name, ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { ApiVersion = "v1", FieldPath = path } } };

    private static V1EnvVar Secret(string name, SecretReference secret) =>
        new() { Name = name, ValueFrom = new V1EnvVarSource { SecretKeyRef = new V1SecretKeySelector { Name = secret.Name, Key = secret.Key } } };

    private static V1Probe Probe(string path, int periodSeconds, int failures) =>
        new() { HttpGet = new V1HTTPGetAction { Path = path, Port = HttpPort }, PeriodSeconds = periodSeconds, TimeoutSeconds = 2, FailureThreshold = failures };

    /// <summary>
    /// Settlers read the spec at their start, so a change of it must start them anew. When to close is followed live, and how many settlers there are concerns none of them.
    /// </summary>
    private static string SpecHash(SettlementRunSpec spec)
    {
        var read = KubernetesJson.Serialize(new { spec.Market, spec.TradingDay, spec.Revision, spec.Consumption, spec.Close.DrainTimeout, spec.TradeStore, spec.Ledger, spec.Publication });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(read)))[..16];
    }
}
