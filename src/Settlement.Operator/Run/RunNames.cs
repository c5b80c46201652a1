using Settlement.Kubernetes.Resources;

namespace Settlement.Operator.Run;

/// <summary>Names and labels of what belongs to a run.</summary>
internal static class RunNames
{
    /// <summary>Label with the run's name.</summary>
    public const string RunLabel = SettlementRun.KubeGroup + "/run";

    /// <summary>Annotation of the pods with a hash of what they read from the spec at their start.</summary>
    public const string SpecHashAnnotation = SettlementRun.KubeGroup + "/spec-hash";

    /// <summary>What the operator made is labelled app.kubernetes.io/managed-by with this.</summary>
    public const string Manager = "settlement-operator";

    /// <summary>Selects everything that the operator made.</summary>
    public const string ManagedSelector = "app.kubernetes.io/managed-by=" + Manager;

    /// <summary>Name of the service account, role, binding, service, disruption budget and StatefulSet.</summary>
    public static string Settler(string run) => run + "-settler";

    /// <summary>Name of the lease that nominates the leader.</summary>
    public static string Lease(string run) => run + "-leader";

    /// <summary>Names of the settlers' pods.</summary>
    public static IEnumerable<string> Pods(string run, int settlers) => Enumerable.Range(0, settlers).Select(ordinal => FormattableString.Invariant($"{run}-settler-{ordinal}"));

    /// <summary>Labels by which the settlers of a run are selected; never change.</summary>
    public static Dictionary<string, string> Selector(string run) => new()
    {
        ["app.kubernetes.io/name"] = "settlement-settler",
        ["app.kubernetes.io/instance"] = run,
    };

    /// <summary>Labels of everything that belongs to a run.</summary>
    public static Dictionary<string, string> Labels(string run) => new(Selector(run))
    {
        ["app.kubernetes.io/component"] = "settler",
        ["app.kubernetes.io/part-of"] = "settlement",
        ["app.kubernetes.io/managed-by"] = Manager,
        [RunLabel] = run,
    };
}
