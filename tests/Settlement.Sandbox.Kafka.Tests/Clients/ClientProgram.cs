using System.Diagnostics;
using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Clients;

/// <summary>A client of another make, run as its users run it.</summary>
internal static class ClientProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it to its end and gives the lines that it printed.</summary>
    public static async Task<string[]> RunAsync(string program, string[] arguments, string? input = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KAFKA_HEAP_OPTS"] = "-Xmx128m";
        // The tools live for a second: compiling them well takes longer.
        start.Environment["KAFKA_OPTS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{await output}\n{await error}");
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Patience.TotalSeconds} s");
        }
    }

    /// <summary>A program on the PATH; absent, the test is skipped at home and fails in CI.</summary>
    public static string OnPath(string name)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);
        return found ?? Absent($"{name} is not on the PATH: eng/setup-tests.sh gets it where it can");
    }

    /// <summary>A script of the distribution in <c>KAFKA_HOME</c>.</summary>
    public static string OfKafka(string script) => Brokers.Home is { } home ? Path.Combine(home, "bin", script) : Absent("KAFKA_HOME is not set");

    /// <summary>A folder of the project's tools.</summary>
    public static string Tools(string name)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Settlement.sln")))
            {
                var tool = Path.Combine(directory.FullName, ".tools", name);
                return Directory.Exists(tool) ? tool : Absent($"{tool} is missing: eng/setup-tests.sh gets it");
            }
        }
        return Absent("the tests do not run within the repository");
    }

    private static string Absent(string what)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(what);
        Assert.Skip(what);
        return "";
    }
}
