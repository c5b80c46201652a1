using System.Globalization;
using System.Text;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;

namespace Settlement.Operator.Tests.Compute.Examples;

/// <summary>
/// An example as files: the market's reference file with the opening of the first day, and for each day its trades and the closing data with the published
/// settlement price. The example's account is P01/A1; P02/A1 is on the other side of everything.
/// </summary>
internal sealed class ExampleFiles(WorkedExample example, string market)
{
    public const string Participant = "P01";
    public const string Account = "A1";
    public const string Symbol = "X";

    private static readonly DateOnly Monday = new(2013, 10, 7);

    /// <summary>The trading day that stands for a day of the example: business days in a row.</summary>
    public static DateOnly TradingDay(int index) => Monday.AddDays((index / 5 * 7) + (index % 5));

    public string Reference()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"market: {market}");
        text.AppendLine("instruments:");
        text.AppendLine(CultureInfo.InvariantCulture, $"  - symbol: {Symbol}");
        text.AppendLine(CultureInfo.InvariantCulture, $"    currency: {example.Currency}");
        text.AppendLine(CultureInfo.InvariantCulture, $"    tick: {Tick()}");
        text.AppendLine(CultureInfo.InvariantCulture, $"    priceScale: {PriceScale()}");
        text.AppendLine(CultureInfo.InvariantCulture, $"    quantityScale: {QuantityScale()}");
        text.AppendLine(CultureInfo.InvariantCulture, $"    multiplier: {example.Multiplier}");
        text.AppendLine("    settlementPrice: [published]");
        text.AppendLine(CultureInfo.InvariantCulture, $"    keeping: {(example.IsGross ? "gross" : "net")}");
        if (example.Margin is { } margin)
            text.AppendLine(CultureInfo.InvariantCulture, $"    margin: {{basis: gross, {Rate(margin)}}}");
        if (example.Fee is { } fee)
            text.AppendLine(CultureInfo.InvariantCulture, $"    fees: {{{Rate(fee)}}}");
        text.AppendLine("accounts:");
        text.AppendLine("  - {participant: P01, account: A1}");
        text.AppendLine("  - {participant: P02, account: A1}");
        text.AppendLine("openings:");
        text.AppendLine(CultureInfo.InvariantCulture, $"  tradingDay: {TradingDay(0):yyyy-MM-dd}");
        if (example.OpeningSettlement is { } price)
        {
            text.AppendLine("  previousSettlement:");
            text.AppendLine(CultureInfo.InvariantCulture, $"    - {{instrument: {Symbol}, price: {price}}}");
        }

        if (example.OpeningLong + example.OpeningShort > 0)
        {
            text.AppendLine("  positions:");
            text.AppendLine(CultureInfo.InvariantCulture, $"    - {{participant: P01, account: A1, instrument: {Symbol}, {Sides(example.OpeningLong, example.OpeningShort)}}}");
            if (example.IsGross || example.OpeningLong != example.OpeningShort)
                text.AppendLine(CultureInfo.InvariantCulture, $"    - {{participant: P02, account: A1, instrument: {Symbol}, {Sides(example.OpeningShort, example.OpeningLong)}}}");
        }

        if (example.OpeningBalance is { } balance)
        {
            text.AppendLine("  funds:");
            text.AppendLine(CultureInfo.InvariantCulture, $"    - {{participant: P01, account: A1, currency: {example.Currency}, reserve: {balance}, margin: {OpeningMargin()}}}");
        }

        return text.ToString();
    }

    public string Closing(int index)
    {
        var day = example.Days[index];
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"market: {market}");
        text.AppendLine("closing:");
        text.AppendLine(CultureInfo.InvariantCulture, $"  tradingDay: {TradingDay(index):yyyy-MM-dd}");
        text.AppendLine("  publishedPrices:");
        text.AppendLine(CultureInfo.InvariantCulture, $"    - {{instrument: {Symbol}, price: {day.Settlement}}}");
        if (day.Deposit != 0 || day.Withdrawal != 0)
        {
            text.AppendLine("  flows:");
            text.AppendLine(CultureInfo.InvariantCulture, $"    - {{participant: P01, account: A1, currency: {example.Currency}, deposit: {day.Deposit}, withdrawal: {day.Withdrawal}}}");
        }

        return text.ToString();
    }

    public IReadOnlyList<TradeMessage> Trades(int index) =>
    [
        .. example.Days[index].Legs.Select((leg, i) =>
        {
            var effect = leg.Effect is null ? PositionEffect.None : Enum.Parse<PositionEffect>(leg.Effect, ignoreCase: true);
            // The other side does the same on its side, so that its long and short mirror the account's.
            var (own, other) = (new TradeLeg("P01", "A1", effect), new TradeLeg("P02", "A1", effect));
            return new TradeMessage
            {
                Sequence = i + 1,
                Kind = TradeKind.Trade,
                TradingDay = TradingDay(index),
                TradeId = string.Create(CultureInfo.InvariantCulture, $"{example.Id[..Math.Min(example.Id.Length, 24)]}-{index}-{i}"),
                Instrument = Symbol,
                Price = leg.Price,
                Quantity = leg.Quantity,
                ExecutedAt = ((TradingDay(index).ToDateTime(new TimeOnly(2, 0)) - DateTime.UnixEpoch).Ticks * 100) + i,
                Buyer = leg.IsBuy ? own : other,
                Seller = leg.IsBuy ? other : own,
            };
        }),
    ];

    public byte[] TradeLines(int index) => [.. Trades(index).SelectMany(static t => (byte[])[.. TradeEncoder.Encode(t, TradeFormat.Json), (byte)'\n'])];

    private IEnumerable<decimal> Prices() =>
        example.Days.SelectMany(static d => d.Legs.Select(static l => l.Price).Append(d.Settlement)).Append(example.OpeningSettlement ?? 0).Append(example.Tick ?? 0);

    private int PriceScale() => Prices().Max(Decimals);

    private decimal Tick() => example.Tick ?? new decimal(1, 0, 0, false, (byte)PriceScale());

    private int QuantityScale() => example.Days.SelectMany(static d => d.Legs).Select(static l => Decimals(l.Quantity)).DefaultIfEmpty(0).Max();

    private decimal OpeningMargin()
    {
        var quantity = example.IsGross ? example.OpeningLong + example.OpeningShort : Math.Abs(example.OpeningLong - example.OpeningShort);
        return example.Margin switch
        {
            (true, var rate) => rate * (example.OpeningSettlement ?? 0) * example.Multiplier * quantity,
            (false, var rate) => rate * quantity,
            null => 0,
        };
    }

    private string Sides(decimal longs, decimal shorts) =>
        example.IsGross ? string.Create(CultureInfo.InvariantCulture, $"long: {longs}, short: {shorts}") : string.Create(CultureInfo.InvariantCulture, $"quantity: {longs - shorts}");

    private static string Rate((bool ByMoney, decimal Value) rate) => string.Create(CultureInfo.InvariantCulture, $"{(rate.ByMoney ? "byMoney" : "perLot")}: {rate.Value}");

    private static int Decimals(decimal value) => (value / 1.0000000000000000000000000000m).Scale;
}
