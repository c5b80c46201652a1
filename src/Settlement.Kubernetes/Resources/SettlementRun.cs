using k8s;
using k8s.Models;

namespace Settlement.Kubernetes.Resources;

/// <summary>
/// One close of one market on one trading day, settled exactly once. Applying it starts settlers; deleting it removes
/// them and never touches the ledger.
/// </summary>
[KubernetesEntity(Group = KubeGroup, ApiVersion = KubeApiVersion, Kind = KubeKind, PluralName = KubePluralName)]
public sealed class SettlementRun : IKubernetesObject<V1ObjectMeta>, ISpec<SettlementRunSpec>, IStatus<SettlementRunStatus?>
{
    /// <summary>API group of the resource.</summary>
    public const string KubeGroup = "settlement.marketclose.io";

    /// <summary>Served and stored version.</summary>
    public const string KubeApiVersion = "v1alpha1";

    /// <summary>Kind of the resource.</summary>
    public const string KubeKind = "SettlementRun";

    /// <summary>Plural name, as in the URL.</summary>
    public const string KubePluralName = "settlementruns";

    /// <summary>Annotation that closes a run by hand; its only value is <see cref="CloseNow"/>.</summary>
    public const string CloseAnnotation = KubeGroup + "/close";

    /// <summary>Value of <see cref="CloseAnnotation"/> that closes the market at once.</summary>
    public const string CloseNow = "now";

    /// <inheritdoc/>
    public string ApiVersion { get; set; } = KubeGroup + "/" + KubeApiVersion;

    /// <inheritdoc/>
    public string Kind { get; set; } = KubeKind;

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What to settle and how.</summary>
    public SettlementRunSpec Spec { get; set; } = new();

    /// <summary>What has come of it; written by the operator and the settlers only.</summary>
    public SettlementRunStatus? Status { get; set; }

    /// <summary>Whether somebody asked for the close by hand.</summary>
    public bool IsClosedByHand() => Metadata.Annotations is { } annotations
        && annotations.TryGetValue(CloseAnnotation, out var value)
        && string.Equals(value, CloseNow, StringComparison.Ordinal);
}
