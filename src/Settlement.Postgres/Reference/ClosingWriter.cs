using System.Text;
using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Reference;

/// <summary>Writes closing data inside the caller's transaction.</summary>
internal static class ClosingWriter
{
    /// <summary>Keeps the document under its hash, where it stays.</summary>
    internal static Task<int> KeepAsync(NpgsqlConnection connection, ClosingData closing, CancellationToken cancellationToken) =>
        connection.Command("insert into settlement.closing_documents values ($1, $2) on conflict do nothing",
            closing.Hash, Encoding.UTF8.GetString(ClosingDocument.Write(closing))).ExecuteAsync(cancellationToken);

    /// <summary>Makes the data those of a trading day, in place of what was loaded before.</summary>
    internal static async Task LoadAsync(NpgsqlConnection connection, string market, DateOnly day, ClosingData closing, CancellationToken cancellationToken)
    {
        await KeepAsync(connection, closing, cancellationToken).ConfigureAwait(false);
        await connection.Command("""
            insert into settlement.closing_days values ($1, $2, $3)
            on conflict (market, trading_day) do update set hash = excluded.hash, loaded_at = excluded.loaded_at
            """, market, day, closing.Hash).ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }
}
