using System.Globalization;
using Settlement.Kafka.Wire;

namespace Settlement.Sandbox.Tape;

/// <summary>A built-in tape: COMEX gold futures of three trading days (<c>comex-gc-201310/README.md</c>).</summary>
public static class ComexTape
{
    /// <summary>The venue's code in the reference data.</summary>
    public const string Market = "COMEX";

    /// <summary>Seed of the parties where none is given.</summary>
    public const ulong DefaultSeed = 20131008;

    private const long NanosecondsPerMillisecond = 1_000_000;
    private static readonly TimeSpan EveningStart = TimeSpan.FromHours(22);
    private static readonly DateOnly[] Files = [new(2013, 10, 7), new(2013, 10, 8), new(2013, 10, 9)];

    /// <summary>The trading days that are complete.</summary>
    public static IReadOnlyList<DateOnly> TradingDays { get; } = [new(2013, 10, 8), new(2013, 10, 9)];

    /// <summary>All trading days; the first lacks its first two hours.</summary>
    public static IReadOnlyList<DateOnly> AllDays { get; } = [new(2013, 10, 7), .. TradingDays];

    /// <summary>All trades of a trading day, in the order of time; not numbered yet (<see cref="TradeMessage.Sequence"/> is 0).</summary>
    /// <param name="tradingDay">One of <see cref="AllDays"/>.</param>
    /// <param name="seed">Draws the parties.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tape does not have that day.</exception>
    public static IReadOnlyList<TradeMessage> Read(DateOnly tradingDay, ulong seed = DefaultSeed)
    {
        if (!AllDays.Contains(tradingDay))
        {
            throw new ArgumentOutOfRangeException(
                nameof(tradingDay), tradingDay, $"The tape has the trading days {string.Join(", ", AllDays.Select(Text))}.");
        }
        return TapeNumbering.Number(Files.SelectMany(Rows).Where(row => row.TradingDay == tradingDay), tradingDay, seed);
    }

    /// <summary>The reference file that goes with the tape: text of <c>comex-gc.yaml</c>.</summary>
    public static string ReferenceFile() => TapeResource.Text("comex-gc.yaml");

    // 20131008_gc_tick_trade_201312.csv
    private static IEnumerable<TapeRow> Rows(DateOnly date) =>
        TapeResource.Lines(string.Create(CultureInfo.InvariantCulture, $"comex-gc-201310/{date:yyyyMMdd}_trade.zip"))
            .Select(row => Parse(row.Line, date, ComexContract.Symbol(Path.GetFileNameWithoutExtension(row.File)[^6..])));

    private static TapeRow Parse(string line, DateOnly date, string symbol)
    {
        var fields = line.Split(',');
        var milliseconds = long.Parse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture);
        var midnight = date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - DateTime.UnixEpoch;
        return new TapeRow(
            symbol,
            milliseconds < EveningStart.TotalMilliseconds ? date : date.AddDays(1),
            ((midnight.Ticks / TimeSpan.TicksPerMillisecond) + milliseconds) * NanosecondsPerMillisecond,
            decimal.Parse(fields[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
            decimal.Parse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
