using System.Runtime.CompilerServices;

namespace Settlement.Tests.Processes;

/// <summary>What processes that tests start live with: a few seconds are too short for code that is compiled ahead of time to be compiled once more.</summary>
internal static class ShortLives
{
    /// <summary>How long there must be no new code before calls are counted, in milliseconds, hexadecimal as the runtime wants it: 12 s.</summary>
    private const string CallCountingDelay = "2EE0";

    // For those only: the runtime of the tests' own process has read it already.
    [ModuleInitializer]
    internal static void Set()
    {
        Environment.SetEnvironmentVariable("DOTNET_TC_CallCountingDelayMs", CallCountingDelay);
        // Memory that is never writable and executable at once makes each compiled method dearer.
        Environment.SetEnvironmentVariable("DOTNET_EnableWriteXorExecute", "0");
    }
}
