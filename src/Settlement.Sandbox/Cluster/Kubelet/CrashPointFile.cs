using k8s.Models;

namespace Settlement.Sandbox.Cluster.Kubelet;

/// <summary>
/// Arms a settler's crash points: the annotation's comma-separated "Point=Action" pairs become lines of a file. The process removes a line before
/// it acts on it, so the file is written only when the annotation appears or changes; a restart does not arm a fired point again.
/// </summary>
internal sealed class CrashPointFile(string folder)
{
    public const string Annotation = "sandbox.settlement.marketclose.io/crash-points";
    public const string Variable = "SETTLEMENT_CRASH_POINTS";

    private string _applied = "";

    public string FilePath { get; } = Path.Combine(folder, "crash-points");

    public void Apply(V1Pod pod)
    {
        var wanted = pod.Metadata.Annotations?.TryGetValue(Annotation, out var value) == true ? value : "";
        if (wanted == _applied)
        {
            return;
        }

        var lines = wanted.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var next = FilePath + ".next";
        File.WriteAllLines(next, lines);
        File.Move(next, FilePath, overwrite: true);
        _applied = wanted;
    }
}
