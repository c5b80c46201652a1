using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Money;
using Settlement.Domain.Settle;

namespace Settlement.Postgres.Runs;

/// <summary>The rows of a result as they go into the ledger's tables: columns of each table, and their values in the same order.</summary>
internal static class ResultRows
{
    internal const string Prices =
        "prices (run_id, instrument, kind, currency, price, rule, tier, unrounded, window_from, window_to, evidence_trades, evidence_volume, trades, volume, open_interest)";

    internal const string Positions =
        "positions (run_id, participant, account, instrument, currency, opening_long, opening_short, bought, sold, closing_long, closing_short, "
        + "bought_value, sold_value, close_profit, position_profit, day_profit, fees, long_margin, short_margin)";

    internal const string Funds =
        "funds (run_id, participant, account, currency, opening_reserve, opening_margin, deposits, withdrawals, day_profit, fees, margin, reserve, equity, available, risk_ratio)";

    internal const string Deliveries = "deliveries (run_id, participant, instrument, currency, value_date, quantity, cash, instruction)";

    internal const string Journal = "journal (run_id, line, account, instrument, kind, currency, debit, credit)";

    internal static void Write(NpgsqlBinaryImporter rows, long runId, PriceRow row)
    {
        rows.Write(runId, NpgsqlDbType.Bigint);
        Text(rows, row.Instrument, row.Kind.ToString(), row.Currency);
        Number(rows, row.Price);
        Text(rows, row.Rule, row.Tier?.ToString());
        Number(rows, row.Unrounded);
        Count(rows, row.WindowFrom);
        Count(rows, row.WindowTo);
        Count(rows, row.EvidenceTrades);
        Number(rows, row.EvidenceVolume);
        Count(rows, row.Trades);
        Number(rows, row.Volume);
        Number(rows, row.OpenInterest);
    }

    internal static void Write(NpgsqlBinaryImporter rows, long runId, PositionRow row)
    {
        rows.Write(runId, NpgsqlDbType.Bigint);
        Text(rows, row.Participant, row.Account, row.Instrument, row.Currency);
        Number(rows, row.OpeningLong);
        Number(rows, row.OpeningShort);
        Number(rows, row.Bought);
        Number(rows, row.Sold);
        Number(rows, row.ClosingLong);
        Number(rows, row.ClosingShort);
        Money(rows, row.BoughtValue);
        Money(rows, row.SoldValue);
        Money(rows, row.CloseProfit);
        Money(rows, row.PositionProfit);
        Money(rows, row.DayProfit);
        Money(rows, row.Fees);
        Money(rows, row.LongMargin);
        Money(rows, row.ShortMargin);
    }

    internal static void Write(NpgsqlBinaryImporter rows, long runId, FundsRow row)
    {
        rows.Write(runId, NpgsqlDbType.Bigint);
        Text(rows, row.Participant, row.Account, row.Currency);
        Money(rows, row.OpeningReserve);
        Money(rows, row.OpeningMargin);
        Money(rows, row.Deposits);
        Money(rows, row.Withdrawals);
        Money(rows, row.DayProfit);
        Money(rows, row.Fees);
        Money(rows, row.Margin);
        Money(rows, row.Reserve);
        Money(rows, row.Equity);
        Money(rows, row.Available);
        Number(rows, row.RiskRatio);
    }

    internal static void Write(NpgsqlBinaryImporter rows, long runId, DeliveryRow row)
    {
        rows.Write(runId, NpgsqlDbType.Bigint);
        Text(rows, row.Participant, row.Instrument, row.Currency);
        rows.Write(row.ValueDate, NpgsqlDbType.Date);
        Number(rows, row.Quantity);
        Money(rows, row.Cash);
        Text(rows, row.Instruction.ToString());
    }

    internal static void Write(NpgsqlBinaryImporter rows, long runId, long line, JournalRow row)
    {
        rows.Write(runId, NpgsqlDbType.Bigint);
        rows.Write(line, NpgsqlDbType.Bigint);
        Text(rows, row.Account, row.Instrument, row.Kind.ToString(), row.Currency);
        Money(rows, row.Debit);
        Money(rows, row.Credit);
    }

    private static void Text(NpgsqlBinaryImporter rows, params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
        {
            if (value is null)
                rows.WriteNull();
            else
                rows.Write(value, NpgsqlDbType.Text);
        }
    }

    private static void Count(NpgsqlBinaryImporter rows, long? value)
    {
        if (value is { } count)
            rows.Write(count, NpgsqlDbType.Bigint);
        else
            rows.WriteNull();
    }

    private static void Number(NpgsqlBinaryImporter rows, decimal? value)
    {
        if (value is { } number)
            rows.Write(number, NpgsqlDbType.Numeric);
        else
            rows.WriteNull();
    }

    /// <summary>The gates let no amount pass that a decimal cannot hold.</summary>
    private static void Money(NpgsqlBinaryImporter rows, Amount value) => rows.Write(value.ToDecimal(), NpgsqlDbType.Numeric);
}
