using System.Text;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>Answers that differ from the recorded ones on purpose, each with its reason. docs/kubernetes-sandbox.md shows them as a table.</summary>
internal static class Differences
{
    private const string AtOnce = "a new definition is served from the next request on";
    private const string Served = "the recorder served definitions only; here the core group and the other built-in groups are served too";
    private const string Version = "the version names the program that answers";
    private const string Documents = "the recording kept a summary of the document";
    private const string ApiServices = "API services are not made for groups; the list is empty";
    private const string Anonymous = "as in a cluster, who brings no credentials is `system:anonymous`, and discovery and health are open to those who may see them";
    private const string Overload = "requests are not refused for overload";
    private const string Manager = "the server's own parts write under its own manager name";
    private const string Hashes = "follows from the documents of the groups that are served";

    /// <summary>The recorded files, in order.</summary>
    private static readonly string[] Files =
    [
        "01a-discovery-before", "01b-crd-create", "01c-discovery-after", "02a-create", "02b-create-namespaces", "02c-create-malformed", "03-validation", "04a-get-list", "04b-list-pages", "04c-expired",
        "05a-table", "05b-table-watch", "06-update", "07-patch", "08a-apply", "08b-apply-status", "09-delete", "10a-watch", "10b-watch-list", "10c-watch-selector", "10d-watch-bookmark",
        "10e-watch-raw-framing", "11-lease", "12-scale", "13-statuses", "13b-429", "14-crd-lifecycle",
    ];

    private static readonly (string Kind, string File, string Steps, string Reason, bool Sometimes)[] Named =
    [
        ("embedded,kube-lite", "01a-discovery-before", "1", Version, false),
        ("embedded,kube-lite", "01a-discovery-before", "2 3 4 6 11 12", Served, false),
        ("embedded", "01a-discovery-before", "16", "the server has no parts whose starts could be listed", false),
        ("embedded,kube-lite", "01a-discovery-before", "17", Documents, false),
        ("kube-lite", "01b-crd-create", "7 8 9 10", Manager, false),
        ("embedded,kube-lite", "01c-discovery-after", "1 2 4 5 12", Served, false),
        ("kube-lite", "01c-discovery-after", "13 16", Hashes, true),
        ("embedded,kube-lite", "01c-discovery-after", "14 15 19", Documents, false),
        ("embedded", "01c-discovery-after", "20", ApiServices, false),
        ("kube-lite", "01c-discovery-after", "20", Served, false),
        ("kube-lite", "02a-create", "16", "two errors of labels come in either order", true),
        ("embedded", "02c-create-malformed", "1", "an object of another kind is refused for that alone; the machinery goes on and reads it without defaults", false),
        ("embedded", "02c-create-malformed", "21 22 23", "the recorded server fails and closes the connection; 415 says why", false),
        ("kube-lite", "03-validation", "38", "two errors come in either order", true),
        ("embedded,kube-lite", "04a-get-list", "6", Served, false),
        ("embedded", "06-update", "16", "the key in the store is that of a whole kube-apiserver, as the recordings' own introduction says", false),
        ("kube-lite", "06-update", "25", "two errors come in either order", true),
        ("kube-lite", "13-statuses", "2 4 5 12", Anonymous, false),
        ("kube-lite", "13-statuses", "36", Manager, false),
        ("embedded,kube-lite", "13b-429", "1", Overload, false),
        ("embedded", "14-crd-lifecycle", "2 3", AtOnce, false),
        ("kube-lite", "14-crd-lifecycle", "2 3 10 10.3 10.4", "how soon a definition is served or gone varies", true),
    ];

    /// <summary>The differences by step.</summary>
    public static IReadOnlyDictionary<string, Difference> Of(string kind, string file) =>
        Named.Where(n => n.File == file && n.Kind.Split(',').Contains(kind))
            .SelectMany(n => n.Steps.Split(' ').Select(s => (s, new Difference(n.Reason, n.Sometimes))))
            .ToDictionary(p => p.s, p => p.Item2, StringComparer.Ordinal);

    /// <summary>What docs/kubernetes-sandbox.md says of the embedded server.</summary>
    public static string Table()
    {
        var table = new StringBuilder("| file | answers |\n|---|---|\n");
        foreach (var file in Files)
        {
            var own = Named.Where(n => n.File == file && n.Kind.Split(',').Contains("embedded")).Select(n => $"{(n.Steps.Contains(' ', StringComparison.Ordinal) ? "steps" : "step")} {n.Steps.Replace(" ", ", ", StringComparison.Ordinal)}: {n.Reason}");
            table.Append("| ").Append(file).Append(" | ").AppendJoin("; ", own.DefaultIfEmpty("equal")).Append(" |\n");
        }

        return table.ToString();
    }
}

/// <param name="Reason">Why the answer is another one.</param>
/// <param name="Sometimes">Whether it may be equal too.</param>
internal sealed record Difference(string Reason, bool Sometimes);
