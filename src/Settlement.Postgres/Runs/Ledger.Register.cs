using System.Text;
using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;
using Settlement.Postgres.Reference;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    /// <inheritdoc/>
    public Task<Registration> RegisterAsync(RunKey key, RunOwner owner, IReadOnlyDictionary<int, long> lowWatermarks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(lowWatermarks);
        return _database.TransactAsync($"Registration of {key}", async connection =>
        {
            await MarketLock.TakeAsync(connection, key.Market, cancellationToken).ConfigureAwait(false);
            return await ExistingAsync(connection, key, owner, cancellationToken).ConfigureAwait(false)
                ?? await NewAsync(connection, key, owner, lowWatermarks, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    private async Task<Registration?> ExistingAsync(NpgsqlConnection connection, RunKey key, RunOwner owner, CancellationToken cancellationToken)
    {
        var rows = await connection.Command("""
            select run_id, owner_uid, owner_name, stage, predecessor_id, document, former_id, rejected_because
            from settlement.runs join settlement.run_references on hash = reference_hash
            where market = $1 and trading_day = $2 and revision = $3
            """, key.Market, key.TradingDay, key.Revision)
            .ListAsync(static r => (Id: r.GetInt64(0), Owner: new RunOwner(r.GetString(1), r.GetString(2)), Stage: Enum.Parse<RunStage>(r.GetString(3)),
                PredecessorId: r.Nullable<long>(4), Document: r.GetString(5), FormerId: r.Nullable<long>(6), RejectedBecause: r.IsDBNull(7) ? null : r.GetString(7)), cancellationToken).ConfigureAwait(false);
        if (rows is not [var run])
            return null;
        if (run.RejectedBecause is { } reason)
            return Refusal(RegistrationOutcome.Rejected, $"{key} was rejected: {reason}. Settle the day as revision {key.Revision + 1}.");
        if (run.Owner.Uid != owner.Uid)
        {
            // A resource that was deleted and applied again under its name may finish its own publication; nobody else's.
            if (run.Stage == RunStage.Published || (run.Stage == RunStage.Settled && run.Owner.Name != owner.Name))
                return Refusal(RegistrationOutcome.AlreadySettled,
                    $"{key} is {run.Stage} for {run.Owner.Name} (uid {run.Owner.Uid}); settle a correction as revision {key.Revision + 1}.");
            await connection.Command("update settlement.runs set owner_uid = $2, owner_name = $3 where run_id = $1", run.Id, owner.Uid, owner.Name)
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);
            Log.OwnerChanged(logger, run.Id, run.Owner.Name, run.Owner.Uid, owner.Name, owner.Uid);
        }

        return await RegisteredAsync(connection, run.Id, ReferenceDocument.Read(Encoding.UTF8.GetBytes(run.Document)), run.PredecessorId, run.FormerId, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Registration> NewAsync(NpgsqlConnection connection, RunKey key, RunOwner owner, IReadOnlyDictionary<int, long> lowWatermarks, CancellationToken cancellationToken)
    {
        if (await CannotBeginAsync(connection, key, cancellationToken).ConfigureAwait(false) is { } refusal)
            return refusal;
        var predecessor = await PredecessorAsync(connection, key, cancellationToken).ConfigureAwait(false);
        if (predecessor is { WaitsFor: { } wait })
            return Refusal(RegistrationOutcome.WaitingForPredecessor, $"{key} opens with the closing of {predecessor.Key}, which {wait}.");
        var market = await ReferenceReader.MarketAsync(connection, key.Market, cancellationToken).ConfigureAwait(false);
        var opening = predecessor is null
            ? await ReferenceReader.OpeningAsync(connection, key.Market, key.TradingDay, cancellationToken).ConfigureAwait(false)
            : await ReferenceReader.ClosingAsync(connection, predecessor.RunId, key.TradingDay, cancellationToken).ConfigureAwait(false);
        if (opening is null || market.Instruments.Count == 0)
            return Refusal(RegistrationOutcome.WaitingForReference,
                $"{key} has no opening: no earlier trading day of {key.Market} is in the ledger and no opening is loaded for {key.TradingDay:yyyy-MM-dd}; load one with `settlement reference load`.");
        ReferenceData reference;
        try
        {
            reference = market.Freeze(opening);
        }
        catch (ReferenceException error)
        {
            return Refusal(RegistrationOutcome.WaitingForReference,
                $"{key}: the loaded reference data cannot be frozen: {string.Join("; ", error.Problems)}; load corrected ones with `settlement reference load`.");
        }

        var former = await FormerIdAsync(connection, key, cancellationToken).ConfigureAwait(false);
        var runId = await InsertAsync(connection, key, owner, lowWatermarks, predecessor?.RunId, former, reference, cancellationToken).ConfigureAwait(false);
        Log.Registered(logger, runId, key, reference.Hash, predecessor?.RunId);
        return await RegisteredAsync(connection, runId, reference, predecessor?.RunId, former, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<long> InsertAsync(NpgsqlConnection connection, RunKey key, RunOwner owner, IReadOnlyDictionary<int, long> lowWatermarks, long? predecessor, long? former, ReferenceData reference, CancellationToken cancellationToken)
    {
        await connection.Command("insert into settlement.run_references values ($1, $2) on conflict do nothing",
            reference.Hash, Encoding.UTF8.GetString(ReferenceDocument.Write(reference))).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        var runId = await connection.Command("""
            insert into settlement.runs (market, trading_day, revision, predecessor_id, former_id, owner_uid, owner_name, reference_hash, partition_count)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning run_id
            """, key.Market, key.TradingDay, key.Revision, predecessor, former, owner.Uid, owner.Name, reference.Hash, lowWatermarks.Count)
            .ScalarAsync<long>(cancellationToken).ConfigureAwait(false);
        await connection.Command("""
            insert into settlement.first_offsets
            select $1, low.partition, coalesce(first.first_offset, next.first_offset, low.first_offset)
            from unnest($3, $4) as low (partition, first_offset)
            left join settlement.next_day_offsets next on next.run_id = $2 and next.partition = low.partition
            left join (select f.partition, f.first_offset from settlement.first_offsets f join settlement.runs r on r.run_id = f.run_id
                where r.market = $5 and r.trading_day = $6 and r.revision = $7 - 1) first on first.partition = low.partition
            """, runId, predecessor, lowWatermarks.Keys.ToArray(), lowWatermarks.Values.ToArray(), key.Market, key.TradingDay, key.Revision).ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return runId;
    }

    private static async Task<Registration> RegisteredAsync(NpgsqlConnection connection, long runId, ReferenceData reference, long? predecessorId, long? formerId, CancellationToken cancellationToken)
    {
        var firstOffsets = await OffsetsAsync(connection, "select partition, first_offset from settlement.first_offsets where run_id = $1", runId, cancellationToken).ConfigureAwait(false);
        var closing = predecessorId is { } id ? await PredecessorClosingAsync(connection, id, cancellationToken).ConfigureAwait(false) : null;
        var former = formerId is { } place ? await FormerAsync(connection, place, cancellationToken).ConfigureAwait(false) : null;
        return new Registration(RegistrationOutcome.Registered, "", runId, reference, firstOffsets, closing, former);
    }

    private static async Task<PredecessorClosing> PredecessorClosingAsync(NpgsqlConnection connection, long runId, CancellationToken cancellationToken)
    {
        var header = await connection.Command("select market, trading_day, revision, digest from settlement.runs where run_id = $1", runId)
            .ListAsync(static r => (Key: new RunKey(r.GetString(0), r.GetFieldValue<DateOnly>(1), r.GetInt32(2)), Digest: r.GetString(3)), cancellationToken).ConfigureAwait(false);
        var rows = await connection.Command("""
            select participant, account, instrument, closing_long, closing_short from settlement.positions join settlement.prices using (run_id, instrument)
            where run_id = $1 and kind = 'Future' and closing_long + closing_short > 0 order by participant, account, instrument
            """, runId)
            .ListAsync(static r => new ClosingPosition(r.GetString(0), r.GetString(1), r.GetString(2), r.GetDecimal(3), r.GetDecimal(4)), cancellationToken).ConfigureAwait(false);
        var funds = await connection.Command("""
            select participant, account, currency, reserve, margin from settlement.funds
            where run_id = $1 and (reserve <> 0 or margin <> 0) order by participant, account, currency
            """, runId)
            .ListAsync(static r => new ClosingFunds(r.GetString(0), r.GetString(1), r.GetString(2), Money(r, 3), Money(r, 4)), cancellationToken).ConfigureAwait(false);
        return new PredecessorClosing(header[0].Key, header[0].Digest, rows, funds);
    }

    private static Registration Refusal(RegistrationOutcome outcome, string message) => new(outcome, message, 0, null, new Dictionary<int, long>(), null);
}
