using System.Globalization;
using Settlement.Kafka.Wire;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Tape;

/// <summary>Tapes as the command line names them.</summary>
internal static class TapeSource
{
    private const string Comex = "comex:";

    /// <summary>Reads <c>comex:2013-10-08</c>, or a file.</summary>
    /// <exception cref="SandboxException">There is no such day or file, or the file is wrong.</exception>
    public static IReadOnlyList<TradeMessage> Read(string name, ulong seed)
    {
        if (!name.StartsWith(Comex, StringComparison.Ordinal))
            return TapeFile.Read(name);
        if (!DateOnly.TryParseExact(name[Comex.Length..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || !ComexTape.TradingDays.Contains(day))
            throw new SandboxException($"{name}: the built-in tape has comex:2013-10-08 and comex:2013-10-09.");
        return ComexTape.Read(day, seed);
    }
}
