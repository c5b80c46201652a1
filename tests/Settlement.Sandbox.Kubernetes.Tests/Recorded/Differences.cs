namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>Answers that differ from the recorded ones on purpose, each with its reason. docs/kubernetes-sandbox.md shows them as a table.</summary>
internal static class Differences
{
    private static readonly (string Kind, string File, string Steps, string Reason)[] Named =
    [
    ];

    /// <summary>Reasons by step.</summary>
    public static IReadOnlyDictionary<string, string> Of(string kind, string file) =>
        Named.Where(n => n.File == file && n.Kind.Split(',').Contains(kind))
            .SelectMany(n => n.Steps.Split(' ').Select(s => (s, n.Reason)))
            .ToDictionary(p => p.s, p => p.Reason, StringComparer.Ordinal);
}
