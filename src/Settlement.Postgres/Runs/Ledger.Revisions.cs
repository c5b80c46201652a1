using Npgsql;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    /// <summary>Why a run cannot begin yet, or ever, because of other runs of its market; null when it can.</summary>
    private static async Task<Registration?> CannotBeginAsync(NpgsqlConnection connection, RunKey key, CancellationToken cancellationToken)
    {
        if (key.Revision == 1)
        {
            var later = await connection.Command("select max(trading_day) from settlement.runs where market = $1 and trading_day > $2", key.Market, key.TradingDay)
                .ScalarAsync<DateOnly?>(cancellationToken).ConfigureAwait(false);
            return later is { } day
                ? Refusal(RegistrationOutcome.LaterDayFrozen, $"{key} cannot be settled any more: {key.Market} {day:yyyy-MM-dd} is registered and its opening is frozen.")
                : null;
        }

        var before = key with { Revision = key.Revision - 1 };
        var rows = await connection.Command("select stage, released_at is not null, rejected_at is not null from settlement.runs where market = $1 and trading_day = $2 and revision = $3",
            before.Market, before.TradingDay, before.Revision).ListAsync(static r => new Standing(r.GetString(0), r.GetBoolean(1), r.GetBoolean(2)), cancellationToken).ConfigureAwait(false);
        return rows switch
        {
            [] => Refusal(RegistrationOutcome.WaitingForRevision, $"{key} takes the place of {before}, which is not in the ledger; settle the revisions of a day in order."),
            [{ IsDecided: false } run] => Refusal(RegistrationOutcome.WaitingForRevision, $"{key} takes the place of {before}, which {run.WaitsFor}, or when it is rejected."),
            _ => null,
        };
    }

    /// <summary>The last result of the day before this revision that was not rejected.</summary>
    private static async Task<long?> FormerIdAsync(NpgsqlConnection connection, RunKey key, CancellationToken cancellationToken) =>
        await connection.Command("""
            select run_id from settlement.runs
            where market = $1 and trading_day = $2 and revision < $3 and released_at is not null order by revision desc limit 1
            """, key.Market, key.TradingDay, key.Revision).ScalarAsync<long?>(cancellationToken).ConfigureAwait(false);

    private static async Task<FormerRun> FormerAsync(NpgsqlConnection connection, long runId, CancellationToken cancellationToken)
    {
        var key = await connection.Command("select market, trading_day, revision from settlement.runs where run_id = $1", runId)
            .ListAsync(static r => new RunKey(r.GetString(0), r.GetFieldValue<DateOnly>(1), r.GetInt32(2)), cancellationToken).ConfigureAwait(false);
        return new FormerRun(runId, key[0],
            await OffsetsAsync(connection, "select partition, first_offset from settlement.next_day_offsets where run_id = $1", runId, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// The run that a day opens with: of the greatest registered trading day before, the last released revision. Where there is none yet, the day's last revision and what it waits for.
    /// </summary>
    private static async Task<Predecessor?> PredecessorAsync(NpgsqlConnection connection, RunKey key, CancellationToken cancellationToken)
    {
        var rows = await connection.Command("""
            select run_id, trading_day, revision, stage, released_at is not null, rejected_at is not null from settlement.runs
            where market = $1 and trading_day = (select max(trading_day) from settlement.runs where market = $1 and trading_day < $2)
            order by released_at is not null desc, revision desc limit 1
            """, key.Market, key.TradingDay)
            .ListAsync(r => new Predecessor(r.GetInt64(0), key with { TradingDay = r.GetFieldValue<DateOnly>(1), Revision = r.GetInt32(2) },
                new Standing(r.GetString(3), r.GetBoolean(4), r.GetBoolean(5)).WaitsFor), cancellationToken).ConfigureAwait(false);
        return rows.FirstOrDefault();
    }

    private sealed record Predecessor(long RunId, RunKey Key, string? WaitsFor);

    private readonly record struct Standing(string Stage, bool IsReleased, bool IsRejected)
    {
        internal bool IsDecided => IsReleased || IsRejected;

        /// <summary>What must happen before others may rest on the run, for people; null when they may.</summary>
        internal string? WaitsFor => this switch
        {
            { IsReleased: true } => null,
            { IsRejected: true } => "was rejected; it goes on when the day's next revision is settled and released",
            { Stage: nameof(RunStage.Settled) } => "waits to be verified; it goes on when that run is released",
            _ => $"is {Stage}; it goes on when that run is settled and released",
        };
    }
}
