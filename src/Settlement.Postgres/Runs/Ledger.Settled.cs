using System.Text;
using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    /// <summary>Reads a settled run with everything that its result is a function of.</summary>
    /// <param name="market">MIC or the venue's own code.</param>
    /// <param name="tradingDay">The trading day.</param>
    /// <param name="revision">Which revision; null: the latest that is settled.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the ledger has no such settled run.</returns>
    public async Task<SettledRun?> ReadSettledAsync(string market, DateOnly tradingDay, int? revision, CancellationToken cancellationToken)
    {
        var header = await _database.RunAsync($"Looking for {market} {tradingDay:yyyy-MM-dd}", async connection =>
            (await connection.Command("""
                select run_id, predecessor_id, document
                from settlement.runs join settlement.run_references on hash = reference_hash
                where market = $1 and trading_day = $2 and ($3::integer is null or revision = $3) and digest is not null
                order by revision desc limit 1
                """, market, tradingDay, revision).ListAsync(SettledRow, cancellationToken).ConfigureAwait(false)).FirstOrDefault(), cancellationToken).ConfigureAwait(false);
        if (header is null)
            return null;
        var state = await ReadRunAsync(header.RunId, cancellationToken).ConfigureAwait(false);
        return new SettledRun
        {
            RunId = header.RunId,
            Reference = ReferenceDocument.Read(Encoding.UTF8.GetBytes(header.Document)),
            Closing = await ReadClosingDataAsync(header.RunId, cancellationToken).ConfigureAwait(false),
            Predecessor = header.PredecessorId is { } id
                ? await _database.RunAsync($"Reading the predecessor of run {header.RunId}", connection => PredecessorClosingAsync(connection, id, cancellationToken), cancellationToken).ConfigureAwait(false)
                : null,
            FirstOffsets = await _database.RunAsync(
                $"Reading the first offsets of run {header.RunId}",
                connection => OffsetsAsync(connection, "select partition, first_offset from settlement.first_offsets where run_id = $1", header.RunId, cancellationToken),
                cancellationToken).ConfigureAwait(false),
            Barrier = state.Barrier!,
            Source = state.Source!,
            Result = await ReadResultAsync(header.RunId, cancellationToken).ConfigureAwait(false),
        };
    }

    private static SettledHeader SettledRow(NpgsqlDataReader r) => new(r.GetInt64(0), r.Nullable<long>(1), r.GetString(2));

    private sealed record SettledHeader(long RunId, long? PredecessorId, string Document);
}
