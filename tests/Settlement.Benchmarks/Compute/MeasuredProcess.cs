using System.Diagnostics;
using System.Globalization;
using Settlement.Tests.Processes;

namespace Settlement.Benchmarks.Compute;

/// <summary>A process that was run to its end.</summary>
/// <param name="Time">From its start to its end.</param>
/// <param name="PeakBytes">Greatest resident memory that was seen.</param>
internal sealed record MeasuredProcess(TimeSpan Time, long PeakBytes)
{
    /// <summary>Runs <c>settlement compute</c>; its output goes to a file.</summary>
    public static async Task<MeasuredProcess> ComputeAsync(string reference, IEnumerable<string> files, string output)
    {
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "exec \"$0\" \"$@\" > \"$OUTPUT\"", SettlementExecutable.Path, "compute", "--reference", reference, "--trading-day", "2013-10-08" } };
        foreach (var file in files)
            start.ArgumentList.Add(file);
        start.Environment["OUTPUT"] = output;
        // As docs/compute.md advises for long days.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        long peak = 0;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, PeakOf(process.Id));
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        return process.ExitCode == 0 ? new MeasuredProcess(watch.Elapsed, peak) : throw new InvalidOperationException($"settlement compute ended with code {process.ExitCode}.");
    }

    private static long PeakOf(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
