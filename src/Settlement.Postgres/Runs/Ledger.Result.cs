using Npgsql;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    /// <inheritdoc/>
    public Task<SettlementResult> ReadResultAsync(long runId, CancellationToken cancellationToken) =>
        _database.RunAsync($"Reading the result of run {runId}", async connection =>
        {
            var header = await connection.Command("""
                select market, trading_day, revision, reference_hash, trade_count, bust_count, digest from settlement.runs where run_id = $1 and digest is not null
                """, runId)
                .ListAsync(static r => new SettlementResult(new RunKey(r.GetString(0), r.GetFieldValue<DateOnly>(1), r.GetInt32(2)), r.GetString(3), r.GetInt64(4), r.GetInt64(5), [], [], [], r.GetString(6)),
                    cancellationToken).ConfigureAwait(false);
            if (header is not [var result])
                throw new LedgerInvariantException($"Run {runId} has no result: it is not settled.");
            // A settled result cannot change, so the reads need no common snapshot. Collation "C" is the ordinal order.
            return result with
            {
                Prices = await connection.Command("""
                    select instrument, currency, price, tier, unrounded, evidence_trades, evidence_volume, trades, volume, open_interest
                    from settlement.prices where run_id = $1 order by instrument
                    """, runId).ListAsync(Price, cancellationToken).ConfigureAwait(false),
                Positions = await connection.Command("""
                    select participant, account, instrument, currency, opening, bought, sold, closing, bought_value, sold_value, close_profit, position_profit, day_profit
                    from settlement.positions where run_id = $1 order by participant, account, instrument
                    """, runId).ListAsync(Position, cancellationToken).ConfigureAwait(false),
                Journal = await connection.Command("select account, instrument, kind, currency, debit, credit from settlement.journal where run_id = $1 order by line", runId)
                    .ListAsync(Posting, cancellationToken).ConfigureAwait(false),
            };
        }, cancellationToken);

    private static PriceRow Price(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetDecimal(2), Enum.Parse<PriceTierKind>(r.GetString(3)), r.GetDecimal(4), r.GetInt64(5), r.GetDecimal(6), r.GetInt64(7), r.GetDecimal(8), r.GetDecimal(9));

    private static PositionRow Position(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3),
        r.GetDecimal(4), r.GetDecimal(5), r.GetDecimal(6), r.GetDecimal(7),
        Money(r, 8), Money(r, 9), Money(r, 10), Money(r, 11), Money(r, 12));

    private static JournalRow Posting(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), Enum.Parse<JournalKind>(r.GetString(2)), r.GetString(3), Money(r, 4), Money(r, 5));

    private static Amount Money(NpgsqlDataReader r, int ordinal) => Amount.FromDecimal(r.GetDecimal(ordinal));
}
