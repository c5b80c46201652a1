using System.Security.Cryptography;

namespace Settlement.Kubernetes.Elect;

/// <summary>
/// Who holds a lease: <c>podName/podUid/random</c>. The random part tells two processes of one pod apart, so that a
/// restarted container never mistakes its predecessor's nomination for its own.
/// </summary>
/// <param name="PodName">Name of the pod; without '/'.</param>
/// <param name="PodUid">Uid of the pod; without '/'.</param>
/// <param name="Process">Random part, unique per process; without '/'.</param>
public sealed record HolderIdentity(string PodName, string PodUid, string Process)
{
    private const int ProcessBytes = 8;

    /// <summary>Gives this process an identity within its pod.</summary>
    /// <exception cref="ArgumentException">A part is empty or contains '/'.</exception>
    public static HolderIdentity Create(string podName, string podUid)
    {
        Refuse(podName, nameof(podName));
        Refuse(podUid, nameof(podUid));
        return new(podName, podUid, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ProcessBytes)));
    }

    /// <summary>Reads an identity; null when the text is not of this form, for example because a person wrote it.</summary>
    public static HolderIdentity? TryParse(string? text) =>
        text?.Split('/') is [{ Length: > 0 } name, { Length: > 0 } uid, { Length: > 0 } process] ? new(name, uid, process) : null;

    /// <summary>The form in which it stands in <c>spec.holderIdentity</c>.</summary>
    public override string ToString() => $"{PodName}/{PodUid}/{Process}";

    private static void Refuse(string part, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(part, name);
        if (part.Contains('/', StringComparison.Ordinal))
            throw new ArgumentException($"'{part}' contains '/', which separates the parts of a holder identity.", name);
    }
}
