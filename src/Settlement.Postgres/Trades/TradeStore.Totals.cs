using System.Globalization;
using Npgsql;
using Settlement.Domain.Book;
using Settlement.Domain.Money;
using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Trades;

/// <content>Sums that the server itself makes, to compare the feed with.</content>
public sealed partial class TradeStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<InstrumentTotals>> TotalsAsync(ulong barrier, CancellationToken cancellationToken) =>
        _database.RunAsync<IReadOnlyList<InstrumentTotals>>($"Adding up {reference.Market} {reference.TradingDay:yyyy-MM-dd} in the trade store", async connection =>
            await connection.Command($"""
                select instrument,
                    count(*) filter (where kind = 'Trade'), {Sum("quantity", "Trade")}, {Sum("price * quantity", "Trade")},
                    count(*) filter (where kind = 'Bust'), {Sum("quantity", "Bust")}, {Sum("price * quantity", "Bust")}
                from settlement.trades where market = $1 and trading_day = $2 and recorded_in < $3 group by instrument order by instrument
                """, reference.Market, reference.TradingDay, barrier).ListAsync(Totals, cancellationToken).ConfigureAwait(false), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> HasRowsAsync(ulong from, ulong to, CancellationToken cancellationToken) =>
        _database.RunAsync($"Looking for new rows of {reference.Market} {reference.TradingDay:yyyy-MM-dd} in the trade store", connection =>
            connection.Command("select exists (select from settlement.trades where market = $1 and trading_day = $2 and recorded_in >= $3 and recorded_in < $4)",
                reference.Market, reference.TradingDay, from, to).ScalarAsync<bool>(cancellationToken), cancellationToken);

    /// <summary>The sum in units of 10^-10, as text: exact, whatever its size.</summary>
    private static string Sum(string figure, string kind) => $"trim_scale(coalesce(sum({figure}) filter (where kind = '{kind}'), 0) * 10000000000)::text";

    private InstrumentTotals Totals(NpgsqlDataReader r)
    {
        var instrument = r.GetString(0);
        return new InstrumentTotals(instrument, r.GetInt64(1), Units(2), Units(3), r.GetInt64(4), Units(5), Units(6));

        Amount Units(int ordinal) => Int128.TryParse(r.GetString(ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units)
            ? new Amount(units)
            : throw new TradeStoreException(
                $"Trade store: the rows of instrument {instrument} on {reference.Market} {reference.TradingDay:yyyy-MM-dd} add up to {r.GetString(ordinal)} × 10^-{Amount.Scale}, which has too many decimals or digits to be compared.");
    }
}
