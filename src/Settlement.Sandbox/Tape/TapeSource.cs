using System.Globalization;
using Settlement.Kafka.Wire;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Tape;

/// <summary>Tapes as the command line names them.</summary>
internal static class TapeSource
{
    /// <summary>Names of the built-in tapes, for people.</summary>
    public const string BuiltIn = "comex:2013-10-07 to comex:2013-10-09, us-equities:2013-10-07 to us-equities:2013-10-11";

    private static readonly Dictionary<string, (string Market, IReadOnlyList<DateOnly> Days, Func<DateOnly, ulong, IReadOnlyList<TradeMessage>> Read)> Tapes = new(StringComparer.Ordinal)
    {
        ["comex"] = (ComexTape.Market, ComexTape.AllDays, ComexTape.Read),
        ["us-equities"] = (EquitiesTape.Market, EquitiesTape.TradingDays, EquitiesTape.Read),
    };

    /// <summary>Reads a built-in tape, as in <c>comex:2013-10-08</c>, or a file.</summary>
    /// <exception cref="SandboxException">There is no such day or file, or the file is wrong.</exception>
    public static IReadOnlyList<TradeMessage> Read(string name, ulong seed)
    {
        if (!TryFind(name, out var tape, out var date))
            return TapeFile.Read(name);
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || !tape.Days.Contains(day))
            throw new SandboxException($"{name}: the built-in tapes have {BuiltIn}.");
        return tape.Read(day, seed);
    }

    /// <summary>The market of a built-in tape; COMEX for a file.</summary>
    public static string MarketOf(string name) => TryFind(name, out var tape, out _) ? tape.Market : ComexTape.Market;

    private static bool TryFind(string name, out (string Market, IReadOnlyList<DateOnly> Days, Func<DateOnly, ulong, IReadOnlyList<TradeMessage>> Read) tape, out string date)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        date = name[(colon + 1)..];
        return Tapes.TryGetValue(name[..Math.Max(colon, 0)], out tape);
    }
}
