using Npgsql;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Reference;

/// <summary>One at a time per market: loads of reference data and registrations of runs. Released with the transaction.</summary>
internal static class MarketLock
{
    internal static Task TakeAsync(NpgsqlConnection connection, string market, CancellationToken cancellationToken) =>
        connection.Command("select pg_advisory_xact_lock(hashtextextended('settlement.market:' || $1, 0))", market).ExecuteAsync(cancellationToken);
}
