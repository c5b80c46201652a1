using System.Globalization;
using System.Text;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;

namespace Settlement.Benchmarks.Compute;

/// <summary>
/// A generated trading day: 200 futures, 50,000 accounts of 500 participants. Each account trades in four of the instruments, so that there are 200,000 positions however many
/// trades there are.
/// </summary>
internal static class GeneratedDay
{
    public const int Instruments = 200;
    public const int Accounts = 50_000;
    public const string Market = "BENCH";
    private const int AccountsOfAnInstrument = Accounts * InstrumentsOfAnAccount / Instruments;
    private const int InstrumentsOfAnAccount = 4;
    private const int AccountsOfAParticipant = 100;

    public static DateOnly TradingDay { get; } = new(2013, 10, 8);

    /// <summary>The market's reference file.</summary>
    public static string Reference()
    {
        var text = new StringBuilder("market: BENCH\nproducts:\n  - {product: F, currency: USD, tick: 0.1, quantityScale: 0, multiplier: 10, settlementPrice: [dayVwap, previousSettlement]}\ninstruments:\n");
        for (var i = 0; i < Instruments; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{symbol: {Symbol(i)}, product: F}}\n");
        text.Append("accounts:\n");
        for (var i = 0; i < Accounts; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{participant: {Leg(i).Participant}, account: {Leg(i).Account}}}\n");
        text.Append("openings:\n  tradingDay: 2013-10-08\n  previousSettlement:\n");
        for (var i = 0; i < Instruments; i++)
            text.Append(CultureInfo.InvariantCulture, $"    - {{instrument: {Symbol(i)}, price: {1000 + i}}}\n");
        return text.ToString();
    }

    /// <summary>The day's trades; a longer day begins like a shorter one.</summary>
    public static IEnumerable<TradeMessage> Trades(int count)
    {
        var random = new Random(20131008);
        var legs = Enumerable.Range(0, Accounts).Select(Leg).ToArray();
        var symbols = Enumerable.Range(0, Instruments).Select(Symbol).ToArray();
        for (var i = 0; i < count; i++)
        {
            var instrument = random.Next(Instruments);
            var buyer = random.Next(AccountsOfAnInstrument);
            var seller = (buyer + 1 + random.Next(AccountsOfAnInstrument - 1)) % AccountsOfAnInstrument;
            yield return new TradeMessage
            {
                Sequence = 0,
                Kind = TradeKind.Trade,
                TradingDay = TradingDay,
                TradeId = string.Create(CultureInfo.InvariantCulture, $"T{i:00000000}"),
                Instrument = symbols[instrument],
                Price = 1000 + instrument + (random.Next(-200, 201) / 10m),
                Quantity = 1 + random.Next(20),
                ExecutedAt = 1_381_190_400_000_000_000 + (i * 1_000L),
                Buyer = legs[AccountOf(instrument, buyer)],
                Seller = legs[AccountOf(instrument, seller)],
            };
        }
    }

    /// <summary>The instruments of an account lie 50 apart, so each instrument has the accounts of its residue.</summary>
    private static int AccountOf(int instrument, int place) => (place * (Instruments / InstrumentsOfAnAccount)) + (instrument % (Instruments / InstrumentsOfAnAccount));

    private static string Symbol(int index) => string.Create(CultureInfo.InvariantCulture, $"F{index:000}");

    private static TradeLeg Leg(int index) =>
        new(string.Create(CultureInfo.InvariantCulture, $"P{index / AccountsOfAParticipant:000}"), string.Create(CultureInfo.InvariantCulture, $"A{index % AccountsOfAParticipant:00}"));
}
