using System.Text;
using Settlement.Domain.Reference;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    /// <inheritdoc/>
    public Task<ClosingData> ReadClosingDataAsync(long runId, CancellationToken cancellationToken) =>
        _database.RunAsync($"Reading the closing data of run {runId}", async connection =>
        {
            var documents = await connection.Command("""
                select document from settlement.runs r
                left join settlement.closing_days c on c.market = r.market and c.trading_day = r.trading_day
                left join settlement.closing_documents d on d.hash = coalesce(r.closing_hash, c.hash)
                where run_id = $1
                """, runId).ListAsync(static r => r.IsDBNull(0) ? null : r.GetString(0), cancellationToken).ConfigureAwait(false);
            return documents switch
            {
                [] => throw NotRegistered(runId),
                [null, ..] => ClosingData.Empty,
                [var document, ..] => ClosingDocument.Read(Encoding.UTF8.GetBytes(document)),
            };
        }, cancellationToken);
}
