using System.Text.Json;

namespace Settlement.Sandbox.Demo.Report;

/// <summary>Writes the report to <c>report.json</c> and <c>report.txt</c>.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The report for programs: numbers are JSON numbers, prices exact decimals.</summary>
    public static string ToJson(IEnumerable<RunFacts> runs) => JsonSerializer.Serialize(new DemoReport([.. runs.Select(RunReport.Of)]), Json) + "\n";

    /// <summary>Writes both.</summary>
    public static async Task WriteAsync(string directory, IEnumerable<RunFacts> runs, string text, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(directory, "report.json"), ToJson(runs), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(directory, "report.txt"), text, cancellationToken);
    }
}
