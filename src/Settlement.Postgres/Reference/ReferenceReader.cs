using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Reference;

/// <summary>Reads reference data as loaded, and the closing of a settled run as the next opening.</summary>
internal static class ReferenceReader
{
    /// <summary>A market as loaded last; without instruments and accounts when nothing was loaded.</summary>
    internal static async Task<MarketReference> MarketAsync(NpgsqlConnection connection, string market, CancellationToken cancellationToken)
    {
        var accounts = await connection.Command("select participant, account from settlement.accounts where market = $1", market)
            .ListAsync(static r => new Account(r.GetString(0), r.GetString(1)), cancellationToken).ConfigureAwait(false);
        var holidays = await connection.Command("select day from settlement.holidays where market = $1 order by day", market)
            .ListAsync(static r => r.GetFieldValue<DateOnly>(0), cancellationToken).ConfigureAwait(false);
        var fees = await connection.Command("""
            select participant, account, product, instrument, open_basis, open_rate, close_basis, close_rate, close_today_basis, close_today_rate
            from settlement.fees where market = $1
            """, market)
            .ListAsync(static r => new FeeOverride(r.GetString(0), Name(r, 1), Name(r, 2), Name(r, 3), new FeeSchedule(RateAt(r, 4), RateAt(r, 6), RateAt(r, 8))), cancellationToken)
            .ConfigureAwait(false);
        return new MarketReference
        {
            Market = market,
            Instruments = await new InstrumentReader(connection, market).ReadAsync(
                fees.Where(static f => f.Participant.Length == 0).ToDictionary(static f => f.Instrument!, static f => f.Fees, StringComparer.Ordinal), cancellationToken).ConfigureAwait(false),
            Accounts = accounts,
            Holidays = holidays,
            FeeOverrides = [.. fees.Where(static f => f.Participant.Length > 0)],
        };
    }

    /// <summary>The opening loaded for exactly this day; null when none was.</summary>
    internal static async Task<OpeningSet?> OpeningAsync(NpgsqlConnection connection, string market, DateOnly day, CancellationToken cancellationToken)
    {
        if (!await connection.Command("select exists (select from settlement.opening_days where market = $1 and trading_day = $2)", market, day)
            .ScalarAsync<bool>(cancellationToken).ConfigureAwait(false))
            return null;
        var positions = await connection.Command("""
            select participant, account, instrument, long_quantity, short_quantity from settlement.openings where market = $1 and trading_day = $2
            """, market, day)
            .ListAsync(Position, cancellationToken).ConfigureAwait(false);
        var prices = await connection.Command("select instrument, price from settlement.previous_prices where market = $1 and trading_day = $2", market, day)
            .ListAsync(Price, cancellationToken).ConfigureAwait(false);
        var funds = await connection.Command("select participant, account, currency, reserve, margin from settlement.opening_funds where market = $1 and trading_day = $2", market, day)
            .ListAsync(Money, cancellationToken).ConfigureAwait(false);
        return new OpeningSet(day, positions, prices.ToDictionary(StringComparer.Ordinal)) { Funds = funds };
    }

    /// <summary>What a settled run carries into <paramref name="day"/>.</summary>
    internal static async Task<OpeningSet> ClosingAsync(NpgsqlConnection connection, long runId, DateOnly day, CancellationToken cancellationToken)
    {
        var positions = await connection.Command("""
            select participant, account, instrument, closing_long, closing_short from settlement.positions join settlement.prices using (run_id, instrument)
            where run_id = $1 and kind = 'Future' and closing_long + closing_short > 0
            """, runId)
            .ListAsync(Position, cancellationToken).ConfigureAwait(false);
        var prices = await connection.Command("select instrument, price from settlement.prices where run_id = $1 and price is not null", runId)
            .ListAsync(Price, cancellationToken).ConfigureAwait(false);
        var funds = await connection.Command("select participant, account, currency, reserve, margin from settlement.funds where run_id = $1 and (reserve <> 0 or margin <> 0)", runId)
            .ListAsync(Money, cancellationToken).ConfigureAwait(false);
        return new OpeningSet(day, positions, prices.ToDictionary(StringComparer.Ordinal)) { Funds = funds };
    }

    /// <summary>A rate of two columns: basis and rate.</summary>
    internal static Rate RateAt(NpgsqlDataReader r, int ordinal) => Rate.Of(Enum.Parse<RateBasis>(r.GetString(ordinal)), r.GetDecimal(ordinal + 1));

    private static CarriedPosition Position(NpgsqlDataReader r) => new(r.GetString(0), r.GetString(1), r.GetString(2), r.GetDecimal(3), r.GetDecimal(4));

    private static CarriedFunds Money(NpgsqlDataReader r) => new(r.GetString(0), r.GetString(1), r.GetString(2), r.GetDecimal(3), r.GetDecimal(4));

    private static KeyValuePair<string, decimal> Price(NpgsqlDataReader r) => new(r.GetString(0), r.GetDecimal(1));

    private static string? Name(NpgsqlDataReader r, int ordinal) => r.GetString(ordinal) is { Length: > 0 } name ? name : null;
}
