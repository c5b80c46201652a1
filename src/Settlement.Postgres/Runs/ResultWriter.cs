using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Money;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;
using Settlement.Postgres.Reference;

namespace Settlement.Postgres.Runs;

/// <summary>Writes a result's rows by binary COPY inside the caller's transaction, after the guard.</summary>
internal static class ResultWriter
{
    internal static async Task WriteAsync(NpgsqlConnection connection, long runId, ResultCommit commit, CancellationToken cancellationToken)
    {
        var result = commit.Result;
        await CopyAsync(connection, "prices (run_id, instrument, currency, price, tier, unrounded, evidence_trades, evidence_volume, trades, volume, open_interest)",
            result.Prices, (rows, row) => Write(rows, runId, row), cancellationToken).ConfigureAwait(false);
        await CopyAsync(connection, "positions (run_id, participant, account, instrument, currency, opening, bought, sold, closing, bought_value, sold_value, close_profit, position_profit, day_profit)",
            result.Positions, (rows, row) => Write(rows, runId, row), cancellationToken).ConfigureAwait(false);
        long line = 0;
        await CopyAsync(connection, "journal (run_id, line, account, instrument, kind, currency, debit, credit)",
            result.Journal, (rows, row) => Write(rows, runId, ++line, row), cancellationToken).ConfigureAwait(false);
        await CopyAsync(connection, "late_trades (run_id, partition, record_offset, trading_day, sequence, trade_id)",
            commit.Statistics.LateTrades, (rows, row) => Write(rows, runId, row), cancellationToken).ConfigureAwait(false);
        await connection.Command("insert into settlement.next_day_offsets select $1, * from unnest($2, $3)", runId,
            commit.NextDayOffsets.Keys.ToArray(), commit.NextDayOffsets.Values.ToArray()).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves the run to Settled: last, so that everything before it is in the transaction when the ledger's checks run at the COMMIT.</summary>
    internal static async Task SettleAsync(NpgsqlConnection connection, long runId, ResultCommit commit, CancellationToken cancellationToken)
    {
        var (result, closing, statistics) = (commit.Result, commit.Closing, commit.Statistics);
        await ClosingWriter.KeepAsync(connection, closing, cancellationToken).ConfigureAwait(false);
        var settled = await connection.Command("""
            update settlement.runs set stage = 'Settled', digest = $2, trade_count = $3, bust_count = $4, duplicates = $5, late = $6, closing_hash = $11, settled_at = clock_timestamp()
            where run_id = $1 and market = $7 and trading_day = $8 and revision = $9 and reference_hash = $10
            """, runId, result.Digest, result.TradeCount, result.BustCount, statistics.Duplicates, statistics.Late,
            result.Key.Market, result.Key.TradingDay, result.Key.Revision, result.ReferenceHash, closing.Hash).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        if (settled != 1)
            throw new LedgerInvariantException($"Run {runId} is not {result.Key} with reference data {result.ReferenceHash}; its result was not stored.");
    }

    internal static async Task CopyAsync<T>(NpgsqlConnection connection, string target, IReadOnlyList<T> items, Action<NpgsqlBinaryImporter, T> write, CancellationToken cancellationToken)
    {
        await using var rows = await connection.BeginBinaryImportAsync($"copy settlement.{target} from stdin (format binary)", cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < items.Count; i++)
        {
            // The synchronous calls write into a buffer: twice as fast as awaiting each value. A flush that blocks is a short one.
            if ((i & 0xFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            rows.StartRow();
            write(rows, items[i]);
        }

        await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Write(NpgsqlBinaryImporter rows, long runId, PriceRow row)
    {
        rows.Write(runId, NpgsqlDbType.Bigint);
        rows.Write(row.Instrument, NpgsqlDbType.Text);
        rows.Write(row.Currency, NpgsqlDbType.Text);
        rows.Write(row.Price, NpgsqlDbType.Numeric);
        rows.Write(row.Tier.ToString(), NpgsqlDbType.Text);
        rows.Write(row.Unrounded, NpgsqlDbType.Numeric);
        rows.Write(row.EvidenceTrades, NpgsqlDbType.Bigint);
        rows.Write(row.EvidenceVolume, NpgsqlDbType.Numeric);
        rows.Write(row.Trades, NpgsqlDbType.Bigint);
        rows.Write(row.Volume, NpgsqlDbType.Numeric);
        rows.Write(row.OpenInterest, NpgsqlDbType.Numeric);
    }

    private static void Write(NpgsqlBinaryImporter rows, long runId, PositionRow row)
    {
        rows.Write(runId, NpgsqlDbType.Bigint);
        rows.Write(row.Participant, NpgsqlDbType.Text);
        rows.Write(row.Account, NpgsqlDbType.Text);
        rows.Write(row.Instrument, NpgsqlDbType.Text);
        rows.Write(row.Currency, NpgsqlDbType.Text);
        rows.Write(row.Opening, NpgsqlDbType.Numeric);
        rows.Write(row.Bought, NpgsqlDbType.Numeric);
        rows.Write(row.Sold, NpgsqlDbType.Numeric);
        rows.Write(row.Closing, NpgsqlDbType.Numeric);
        try
        {
            rows.Write(row.BoughtValue.ToDecimal(), NpgsqlDbType.Numeric);
            rows.Write(row.SoldValue.ToDecimal(), NpgsqlDbType.Numeric);
            rows.Write(row.CloseProfit.ToDecimal(), NpgsqlDbType.Numeric);
            rows.Write(row.PositionProfit.ToDecimal(), NpgsqlDbType.Numeric);
            rows.Write(row.DayProfit.ToDecimal(), NpgsqlDbType.Numeric);
        }
        catch (OverflowException error)
        {
            throw TooLarge($"position of {row.Participant}/{row.Account} in {row.Instrument}", error);
        }
    }

    private static void Write(NpgsqlBinaryImporter rows, long runId, long line, JournalRow row)
    {
        rows.Write(runId, NpgsqlDbType.Bigint);
        rows.Write(line, NpgsqlDbType.Bigint);
        rows.Write(row.Account, NpgsqlDbType.Text);
        rows.Write(row.Instrument, NpgsqlDbType.Text);
        rows.Write(row.Kind.ToString(), NpgsqlDbType.Text);
        rows.Write(row.Currency, NpgsqlDbType.Text);
        try
        {
            rows.Write(row.Debit.ToDecimal(), NpgsqlDbType.Numeric);
            rows.Write(row.Credit.ToDecimal(), NpgsqlDbType.Numeric);
        }
        catch (OverflowException error)
        {
            throw TooLarge($"posting {line} of {row.Account} for {row.Instrument}", error);
        }
    }

    private static void Write(NpgsqlBinaryImporter rows, long runId, LateRecord row)
    {
        rows.Write(runId, NpgsqlDbType.Bigint);
        rows.Write(row.Partition, NpgsqlDbType.Integer);
        rows.Write(row.Trade.Offset, NpgsqlDbType.Bigint);
        rows.Write(row.Trade.Day, NpgsqlDbType.Date);
        rows.Write(row.Trade.Sequence, NpgsqlDbType.Bigint);
        rows.Write(row.Trade.TradeId, NpgsqlDbType.Text);
    }

    private static OverflowException TooLarge(string row, OverflowException error) =>
        new($"The {row} has an amount beyond ±7.9e18, the most that is written to the ledger exactly with {Amount.Scale} decimals; nothing was stored.", error);
}
