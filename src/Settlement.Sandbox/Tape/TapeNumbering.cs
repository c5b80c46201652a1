using System.Globalization;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;

namespace Settlement.Sandbox.Tape;

/// <summary>Makes trades of a tape's rows: gives them ids in the order of time, and parties.</summary>
internal static class TapeNumbering
{
    /// <summary>All rows as trades; not numbered by a gateway yet (<see cref="TradeMessage.Sequence"/> is 0).</summary>
    internal static List<TradeMessage> Number(IEnumerable<TapeRow> rows, DateOnly tradingDay, ulong seed)
    {
        var parties = new TapeParties(seed, tradingDay);
        var numbers = new Dictionary<string, int>();
        // A stable order: rows of one instrument and millisecond stay as the tape has them.
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
}
