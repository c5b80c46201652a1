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

    /// <summary>Annotation that releases a settled result for publication; its only value is <see cref="ReleaseOfficial"/>.</summary>
    public const string ReleaseAnnotation = KubeGroup + "/release";

    /// <summary>Value of <see cref="ReleaseAnnotation"/> that makes a result official.</summary>
    public const string ReleaseOfficial = "official";

    /// <summary>Annotation that rejects a run that has closed; its value is the reason.</summary>
    public const string RejectAnnotation = KubeGroup + "/reject";

    /// <summary>Annotation that has the gates of a blocked run checked again, whenever its value changes.</summary>
    public const string RecheckAnnotation = KubeGroup + "/recheck";

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
    public bool IsClosedByHand() => Annotation(CloseAnnotation) == CloseNow;

    /// <summary>Whether the result may be published as soon as it is there: always, or because somebody has released it.</summary>
    public bool IsReleased() => Spec.Release == ReleasePolicy.Automatic || Annotation(ReleaseAnnotation) == ReleaseOfficial;

    /// <summary>Why somebody has rejected the run; empty when nobody has.</summary>
    public string RejectedBecause() => Annotation(RejectAnnotation).Trim();

    /// <summary>Changes when somebody asks for another check of the gates; empty when nobody has.</summary>
    public string Recheck() => Annotation(RecheckAnnotation);

    private string Annotation(string name) => Metadata.Annotations is { } annotations && annotations.TryGetValue(name, out var value) ? value : "";
}
