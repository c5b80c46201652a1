namespace Settlement.Kubernetes.Elect;

/// <summary>Who campaigns for which lease.</summary>
/// <param name="Namespace">Namespace of the lease and of all candidates' pods.</param>
/// <param name="LeaseName">Name of the lease; it is created when it does not exist.</param>
/// <param name="Identity">This process.</param>
/// <param name="Container">
/// Name of the container, the same in every candidate's pod, whose end is the end of a candidate. Null when candidates
/// do not run in pods: then no pod is looked at, and a takeover without release always waits for the lease to run out.
/// </param>
public sealed record Candidacy(string Namespace, string LeaseName, HolderIdentity Identity, string? Container);
