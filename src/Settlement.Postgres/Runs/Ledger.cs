using Microsoft.Extensions.Logging;
using Npgsql;
using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

/// <summary>The ledger in PostgreSQL. Safe for use by several callers at once; each call takes its own connection.</summary>
/// <remarks>
/// Every guarded write calls <c>settlement.guard(run, epoch)</c> first in its transaction. It locks the run's row, so a claim of the next
/// epoch waits for a write that has begun and then sees its outcome, and a write that comes after the claim is refused.
/// </remarks>
/// <param name="source">The ledger's database, migrated.</param>
/// <param name="time">Paces repeated looks at a commit of unknown outcome.</param>
/// <param name="logger">Tells what a person may want to know.</param>
public sealed partial class Ledger(NpgsqlDataSource source, TimeProvider time, ILogger<Ledger> logger) : ILedger
{
    private readonly Database _database = new(source, new Failures("Ledger", "ledger", source));

    private static Task<int> GuardAsync(NpgsqlConnection connection, long runId, long epoch, CancellationToken cancellationToken) =>
        connection.Command("select settlement.guard($1, $2)", runId, epoch).ExecuteAsync(cancellationToken);

    private static LedgerInvariantException NotRegistered(long runId) => new($"Run {runId} is not registered in the ledger.");
}
