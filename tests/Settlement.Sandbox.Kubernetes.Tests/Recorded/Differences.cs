namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>Answers that differ from the recorded ones on purpose, each with its reason. docs/kubernetes-sandbox.md shows them as a table.</summary>
internal static class Differences
{
    private static readonly (string Kind, string File, string Steps, string Reason)[] Named =
    [
        ("embedded", "06-update", "16", "the key in the store is that of a whole kube-apiserver, as the recordings' own introduction says"),
        ("embedded", "01b-crd-create", "3 5", Rules),
        ("embedded", "01b-crd-create", "7.1", "the answer warns that rules are not evaluated"),
        ("embedded", "02a-create", "14", Rules),
        ("embedded", "02a-create", "15", MissedRule),
        ("embedded", "02c-create-malformed", "1", MissedRule),
        ("embedded", "02c-create-malformed", "21 22 23", "the recorded server fails and closes the connection; 415 says why"),
        ("embedded", "14-crd-lifecycle", "2 3", AtOnce),
        ("embedded", "03-validation", "33 35 36 37 39", Rules),
        ("embedded", "06-update", "23 24 25 33", Rules),
        ("embedded", "07-patch", "8", Rules),
        ("embedded", "08a-apply", "33", Rules),
    ];

    /// <summary>Reason of the writes that only a rule would refuse.</summary>
    private const string Rules = "rules of a definition are not evaluated, which creating the definition tells";

    /// <summary>Reason of refusals that lack what a rule would have added.</summary>
    private const string MissedRule = "refused too, without what rules of the definition would add: they are not evaluated";

    private const string AtOnce = "a new definition is served from the next request on";

    /// <summary>Whether the write of a step is accepted where it was refused, so that it must not be stored for the sake of all steps after it.</summary>
    public static bool IsAccepted(string kind, string file, string step) => Of(kind, file).GetValueOrDefault(step) == Rules;

    /// <summary>Reasons by step.</summary>
    public static IReadOnlyDictionary<string, string> Of(string kind, string file) =>
        Named.Where(n => n.File == file && n.Kind.Split(',').Contains(kind))
            .SelectMany(n => n.Steps.Split(' ').Select(s => (s, n.Reason)))
            .ToDictionary(p => p.s, p => p.Reason, StringComparer.Ordinal);
}
