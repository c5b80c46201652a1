namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>Answers that differ from the recorded ones on purpose, each with its reason. docs/kubernetes-sandbox.md shows them as a table.</summary>
internal static class Differences
{
    private static readonly (string Kind, string File, string Steps, string Reason)[] Named =
    [
        ("embedded", "06-update", "16", "the key in the store is that of a whole kube-apiserver, as the recordings' own introduction says"),
        ("embedded", "03-validation", "33 35 36 37 39", Rules),
        ("embedded", "06-update", "23 24 25 33", Rules),
        ("embedded", "07-patch", "8", Rules),
        ("embedded", "08a-apply", "33", Rules),
    ];

    /// <summary>Reason of the writes that only a rule would refuse.</summary>
    private const string Rules = "rules of a definition are not evaluated, which creating the definition tells";

    /// <summary>Whether the write of a step is accepted where it was refused, so that it must not be stored for the sake of all steps after it.</summary>
    public static bool IsAccepted(string kind, string file, string step) => Of(kind, file).GetValueOrDefault(step) == Rules;

    /// <summary>Reasons by step.</summary>
    public static IReadOnlyDictionary<string, string> Of(string kind, string file) =>
        Named.Where(n => n.File == file && n.Kind.Split(',').Contains(kind))
            .SelectMany(n => n.Steps.Split(' ').Select(s => (s, n.Reason)))
            .ToDictionary(p => p.s, p => p.Reason, StringComparer.Ordinal);
}
