namespace Settlement.Tests.Processes;

/// <summary>The product's executable, for tests that run it as a process.</summary>
internal static class SettlementExecutable
{
    /// <summary>As shipped, compiled ahead of time, where the build has published it; else the one beside the tests.</summary>
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("SETTLEMENT_EXECUTABLE") is { Length: > 0 } published ? published : System.IO.Path.Combine(AppContext.BaseDirectory, "settlement");
}
