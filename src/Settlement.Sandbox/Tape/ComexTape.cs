using System.Globalization;
using System.IO.Compression;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;

namespace Settlement.Sandbox.Tape;

/// <summary>The built-in tape: COMEX gold futures of two trading days (<c>comex-gc-201310/README.md</c>).</summary>
public static class ComexTape
{
    /// <summary>The venue's code in the reference data.</summary>
    public const string Market = "COMEX";

    /// <summary>Seed of the parties where none is given.</summary>
    public const ulong DefaultSeed = 20131008;

    private const long NanosecondsPerMillisecond = 1_000_000;
    private const string Resources = "comex-gc-201310/";
    private static readonly TimeSpan EveningStart = TimeSpan.FromHours(22);
    private static readonly DateOnly[] Files = [new(2013, 10, 7), new(2013, 10, 8), new(2013, 10, 9)];

    /// <summary>The trading days that are complete.</summary>
    public static IReadOnlyList<DateOnly> TradingDays { get; } = [new(2013, 10, 8), new(2013, 10, 9)];

    /// <summary>All trades of a trading day, in the order of time; not numbered yet (<see cref="TradeMessage.Sequence"/> is 0).</summary>
    /// <param name="tradingDay">One of <see cref="TradingDays"/>.</param>
    /// <param name="seed">Draws the parties.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tape does not have that day.</exception>
    public static IReadOnlyList<TradeMessage> Read(DateOnly tradingDay, ulong seed = DefaultSeed)
    {
        if (!TradingDays.Contains(tradingDay))
        {
            throw new ArgumentOutOfRangeException(
                nameof(tradingDay), tradingDay, $"The tape has the trading days {string.Join(" and ", TradingDays.Select(Text))}.");
        }
        return Number(Files.SelectMany(Rows).Where(row => row.TradingDay == tradingDay), tradingDay, seed);
    }

    /// <summary>The reference file that goes with the tape: text of <c>comex-gc.yaml</c>.</summary>
    public static string ReferenceFile()
    {
        using var reader = new StreamReader(Open("comex-gc.yaml"));
        return reader.ReadToEnd();
    }

    private static List<TradeMessage> Number(IEnumerable<Row> rows, DateOnly tradingDay, ulong seed)
    {
        var parties = new TapeParties(seed, tradingDay);
        var numbers = new Dictionary<string, int>();
        // A stable order: rows of one contract and millisecond stay as the tape has them.
        return [.. rows.OrderBy(row => row.ExecutedAt).ThenBy(row => row.Instrument, StringComparer.Ordinal).Select(row =>
        {
            var number = numbers[row.Instrument] = numbers.GetValueOrDefault(row.Instrument) + 1;
            var (buyer, seller) = parties.Draw();
            return new TradeMessage
            {
                Sequence = 0,
                Kind = TradeKind.Trade,
                TradingDay = tradingDay,
                TradeId = string.Create(CultureInfo.InvariantCulture, $"{row.Instrument}-{tradingDay:yyyyMMdd}-{number:000000}"),
                Instrument = row.Instrument,
                Price = row.Price,
                Quantity = row.Quantity,
                ExecutedAt = row.ExecutedAt,
                Buyer = buyer,
                Seller = seller,
            };
        })];
    }

    private static IEnumerable<Row> Rows(DateOnly date)
    {
        using var archive = new ZipArchive(Open(string.Create(CultureInfo.InvariantCulture, $"{Resources}{date:yyyyMMdd}_trade.zip")));
        foreach (var entry in archive.Entries)
        {
            // 20131008_gc_tick_trade_201312.csv
            var symbol = ComexContract.Symbol(Path.GetFileNameWithoutExtension(entry.Name)[^6..]);
            using var reader = new StreamReader(entry.Open());
            while (reader.ReadLine() is { } line)
                yield return Parse(line, date, symbol);
        }
    }

    private static Row Parse(string line, DateOnly date, string symbol)
    {
        var fields = line.Split(',');
        var milliseconds = long.Parse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture);
        var midnight = date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - DateTime.UnixEpoch;
        return new Row(
            symbol,
            milliseconds < EveningStart.TotalMilliseconds ? date : date.AddDays(1),
            ((midnight.Ticks / TimeSpan.TicksPerMillisecond) + milliseconds) * NanosecondsPerMillisecond,
            decimal.Parse(fields[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
            decimal.Parse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static Stream Open(string resource) =>
        typeof(ComexTape).Assembly.GetManifestResourceStream(resource)
        ?? throw new InvalidOperationException($"The resource {resource} is not in this build.");

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private readonly record struct Row(string Instrument, DateOnly TradingDay, long ExecutedAt, decimal Price, decimal Quantity);
}
