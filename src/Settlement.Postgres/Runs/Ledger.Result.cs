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
                select market, trading_day, revision, reference_hash, closing_hash, trade_count, bust_count, digest from settlement.runs where run_id = $1 and digest is not null
                """, runId).ListAsync(Header, cancellationToken).ConfigureAwait(false);
            if (header is not [var result])
                throw new LedgerInvariantException($"Run {runId} has no result: it is not settled.");
            // A settled result cannot change, so the reads need no common snapshot. Collation "C" is the ordinal order.
            return result with
            {
                Prices = await connection.Command("""
                    select instrument, kind, currency, price, rule, tier, unrounded, window_from, window_to, evidence_trades, evidence_volume, trades, volume, open_interest
                    from settlement.prices where run_id = $1 order by instrument
                    """, runId).ListAsync(Price, cancellationToken).ConfigureAwait(false),
                Positions = await connection.Command("""
                    select participant, account, instrument, currency, opening_long, opening_short, bought, sold, closing_long, closing_short,
                        bought_value, sold_value, close_profit, position_profit, day_profit, fees, long_margin, short_margin
                    from settlement.positions where run_id = $1 order by participant, account, instrument
                    """, runId).ListAsync(Position, cancellationToken).ConfigureAwait(false),
                Funds = await connection.Command("""
                    select participant, account, currency, opening_reserve, opening_margin, deposits, withdrawals, day_profit, fees, margin, reserve, equity, available, risk_ratio
                    from settlement.funds where run_id = $1 order by participant, account, currency
                    """, runId).ListAsync(Funds, cancellationToken).ConfigureAwait(false),
                Deliveries = await connection.Command("""
                    select participant, instrument, currency, value_date, quantity, cash, instruction
                    from settlement.deliveries where run_id = $1 order by participant, instrument
                    """, runId).ListAsync(Delivery, cancellationToken).ConfigureAwait(false),
                Journal = await connection.Command("select account, instrument, kind, currency, debit, credit from settlement.journal where run_id = $1 order by line", runId)
                    .ListAsync(Posting, cancellationToken).ConfigureAwait(false),
            };
        }, cancellationToken);

    private static SettlementResult Header(NpgsqlDataReader r) => new()
    {
        Key = new RunKey(r.GetString(0), r.GetFieldValue<DateOnly>(1), r.GetInt32(2)),
        ReferenceHash = r.GetString(3),
        ClosingHash = r.GetString(4),
        TradeCount = r.GetInt64(5),
        BustCount = r.GetInt64(6),
        Prices = [],
        Positions = [],
        Funds = [],
        Deliveries = [],
        Journal = [],
        Digest = r.GetString(7),
    };

    private static PriceRow Price(NpgsqlDataReader r) => new()
    {
        Instrument = r.GetString(0),
        Kind = Enum.Parse<InstrumentKind>(r.GetString(1)),
        Currency = r.GetString(2),
        Price = r.Nullable<decimal>(3),
        Rule = r.GetString(4),
        Tier = r.IsDBNull(5) ? null : Enum.Parse<PriceTierKind>(r.GetString(5)),
        Unrounded = r.Nullable<decimal>(6),
        WindowFrom = r.Nullable<long>(7),
        WindowTo = r.Nullable<long>(8),
        EvidenceTrades = r.GetInt64(9),
        EvidenceVolume = r.GetDecimal(10),
        Trades = r.GetInt64(11),
        Volume = r.GetDecimal(12),
        OpenInterest = r.GetDecimal(13),
    };

    private static PositionRow Position(NpgsqlDataReader r) => new()
    {
        Participant = r.GetString(0),
        Account = r.GetString(1),
        Instrument = r.GetString(2),
        Currency = r.GetString(3),
        OpeningLong = r.GetDecimal(4),
        OpeningShort = r.GetDecimal(5),
        Bought = r.GetDecimal(6),
        Sold = r.GetDecimal(7),
        ClosingLong = r.GetDecimal(8),
        ClosingShort = r.GetDecimal(9),
        BoughtValue = Money(r, 10),
        SoldValue = Money(r, 11),
        CloseProfit = Money(r, 12),
        PositionProfit = Money(r, 13),
        DayProfit = Money(r, 14),
        Fees = Money(r, 15),
        LongMargin = Money(r, 16),
        ShortMargin = Money(r, 17),
    };

    private static FundsRow Funds(NpgsqlDataReader r) => new()
    {
        Participant = r.GetString(0),
        Account = r.GetString(1),
        Currency = r.GetString(2),
        OpeningReserve = Money(r, 3),
        OpeningMargin = Money(r, 4),
        Deposits = Money(r, 5),
        Withdrawals = Money(r, 6),
        DayProfit = Money(r, 7),
        Fees = Money(r, 8),
        Margin = Money(r, 9),
        Reserve = Money(r, 10),
        Equity = Money(r, 11),
        Available = Money(r, 12),
        RiskRatio = r.Nullable<decimal>(13),
    };

    private static DeliveryRow Delivery(NpgsqlDataReader r) => new()
    {
        Participant = r.GetString(0),
        Instrument = r.GetString(1),
        Currency = r.GetString(2),
        ValueDate = r.GetFieldValue<DateOnly>(3),
        Quantity = r.GetDecimal(4),
        Cash = Money(r, 5),
        Instruction = Enum.Parse<DeliveryInstruction>(r.GetString(6)),
    };

    private static JournalRow Posting(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), Enum.Parse<JournalKind>(r.GetString(2)), r.GetString(3), Money(r, 4), Money(r, 5));

    private static Amount Money(NpgsqlDataReader r, int ordinal) => Amount.FromDecimal(r.GetDecimal(ordinal));
}
