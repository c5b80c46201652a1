using System.Globalization;
using Settlement.Kafka.Wire;

namespace Settlement.Sandbox.Tape;

/// <summary>A built-in tape: four US equities of five trading days (<c>us-equities-201310/README.md</c>).</summary>
public static class EquitiesTape
{
    /// <summary>The venue's code in the reference data.</summary>
    public const string Market = "XNYS";

    /// <summary>Seed of the parties where none is given.</summary>
    public const ulong DefaultSeed = 20131010;

    private const int PriceUnits = 10_000;
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    /// <summary>The trading days, all complete.</summary>
    public static IReadOnlyList<DateOnly> TradingDays { get; } = [.. Enumerable.Range(7, 5).Select(static day => new DateOnly(2013, 10, day))];

    /// <summary>The symbols.</summary>
    public static IReadOnlyList<string> Symbols { get; } = ["AIG", "BAC", "IBM", "SPY"];

    /// <summary>All trades of a trading day, in the order of time; not numbered yet (<see cref="TradeMessage.Sequence"/> is 0).</summary>
    /// <param name="tradingDay">One of <see cref="TradingDays"/>.</param>
    /// <param name="seed">Draws the parties.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tape does not have that day.</exception>
    public static IReadOnlyList<TradeMessage> Read(DateOnly tradingDay, ulong seed = DefaultSeed)
    {
        if (!TradingDays.Contains(tradingDay))
            throw new ArgumentOutOfRangeException(nameof(tradingDay), tradingDay, "The tape has the trading days 2013-10-07 to 2013-10-11.");
        return TapeNumbering.Number(Symbols.SelectMany(symbol => Rows(symbol, tradingDay)), tradingDay, seed);
    }

    /// <summary>The reference file that goes with the tape: text of <c>us-equities.yaml</c>, which opens the first day.</summary>
    public static string ReferenceFile() => ReferenceFile(TradingDays[0]);

    /// <summary>The reference file that opens a day: nothing is carried, since shares are delivered.</summary>
    /// <param name="tradingDay">The day.</param>
    public static string ReferenceFile(DateOnly tradingDay) =>
        TapeResource.Text("us-equities.yaml").Replace("tradingDay: 2013-10-07", string.Create(CultureInfo.InvariantCulture, $"tradingDay: {tradingDay:yyyy-MM-dd}"), StringComparison.Ordinal);

    private static IEnumerable<TapeRow> Rows(string symbol, DateOnly day)
    {
        var midnight = (TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.MinValue), NewYork) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
        return TapeResource.Lines(string.Create(CultureInfo.InvariantCulture, $"us-equities-201310/{day:yyyyMMdd}_{symbol.ToLowerInvariant()}_trade.zip"))
            .Select(row => Parse(row.Line, symbol, day, midnight));
    }

    private static TapeRow Parse(string line, string symbol, DateOnly day, long midnight)
    {
        var fields = line.Split(',');
        return new TapeRow(
            symbol,
            day,
            (midnight + long.Parse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture)) * 1_000_000,
            decimal.Parse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture) / PriceUnits,
            decimal.Parse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
