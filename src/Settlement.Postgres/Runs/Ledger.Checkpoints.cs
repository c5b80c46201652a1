using System.Security.Cryptography;
using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    /// <inheritdoc/>
    public Task WriteCheckpointAsync(long runId, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return _database.RunAsync($"Checkpoint of run {runId}, partition {checkpoint.Partition} at offset {checkpoint.Offset}", async connection =>
        {
            var written = await connection.Command("""
                insert into settlement.checkpoints as c (run_id, partition, next_offset, is_sealed, has_end_of_session, image) values ($1, $2, $3, $4, $5, $6)
                on conflict (run_id, partition) do update
                    set next_offset = excluded.next_offset, is_sealed = excluded.is_sealed, has_end_of_session = excluded.has_end_of_session,
                        image = excluded.image, written_at = clock_timestamp()
                    where (excluded.is_sealed, excluded.next_offset) > (c.is_sealed, c.next_offset)
                """, runId, checkpoint.Partition, checkpoint.Offset, checkpoint.IsSealed, checkpoint.HasEndOfSession, checkpoint.Image).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            if (written == 0)
                await ThrowIfOtherImageAsync(connection, runId, checkpoint, cancellationToken).ConfigureAwait(false);
            return written;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Checkpoint?> ReadCheckpointAsync(long runId, int partition, long? atMost, CancellationToken cancellationToken) =>
        _database.RunAsync($"Reading the checkpoint of run {runId}, partition {partition}", async connection =>
            (await connection.Command("""
                select next_offset, is_sealed, has_end_of_session, image from settlement.checkpoints
                where run_id = $1 and partition = $2 and (is_sealed or next_offset <= coalesce($3, next_offset))
                """, runId, partition, atMost)
                .ListAsync(r => new Checkpoint(partition, r.GetInt64(0), r.GetBoolean(1), r.GetBoolean(2), r.GetFieldValue<byte[]>(3)), cancellationToken).ConfigureAwait(false))
                .FirstOrDefault(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, CheckpointPosition>> CheckpointPositionsAsync(long runId, CancellationToken cancellationToken) =>
        _database.RunAsync<IReadOnlyDictionary<int, CheckpointPosition>>($"Reading the checkpoint positions of run {runId}", async connection =>
            (await connection.Command("select partition, next_offset, is_sealed, has_end_of_session from settlement.checkpoints where run_id = $1", runId)
                .ListAsync(static r => KeyValuePair.Create(r.GetInt32(0), new CheckpointPosition(r.GetInt64(1), r.GetBoolean(2), r.GetBoolean(3))), cancellationToken)
                .ConfigureAwait(false)).ToDictionary(), cancellationToken);

    /// <summary>Two books of the same offset must be one book: if they differ, the fold is not a pure function and nothing may be settled from it.</summary>
    private static async Task ThrowIfOtherImageAsync(Npgsql.NpgsqlConnection connection, long runId, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var isOther = await connection.Command("""
            select exists (select from settlement.checkpoints
                where run_id = $1 and partition = $2 and next_offset = $3 and is_sealed = $4 and sha256(image) <> $5)
            """, runId, checkpoint.Partition, checkpoint.Offset, checkpoint.IsSealed, SHA256.HashData(checkpoint.Image.Span))
            .ScalarAsync<bool>(cancellationToken).ConfigureAwait(false);
        if (isOther)
            throw new LedgerInvariantException(
                $"Run {runId}, partition {checkpoint.Partition}: two different {(checkpoint.IsSealed ? "sealed " : "")}books exist for offset {checkpoint.Offset}; the book that came second was not stored.");
    }
}
