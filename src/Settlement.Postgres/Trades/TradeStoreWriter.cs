using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Trades;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Trades;

/// <summary>Brings trades into the trade store by binary COPY, as the venue's own system does.</summary>
/// <param name="source">The trade store's database.</param>
public sealed class TradeStoreWriter(NpgsqlDataSource source)
{
    private readonly Database _database = new(source, new Failures("TradeStore", "trade store", source));

    /// <summary>Adds trades in one transaction, all or none.</summary>
    /// <returns>Rows added.</returns>
    /// <exception cref="Engine.Ports.LedgerInvariantException">A row is there already, or its values are not allowed; nothing was added.</exception>
    /// <exception cref="Engine.Ports.LedgerUnavailableException">The trade store is out of reach, refuses the user, or is not migrated.</exception>
    public Task<ulong> WriteAsync(IEnumerable<StoredTrade> trades, CancellationToken cancellationToken) =>
        _database.RunAsync("Writing to the trade store", connection => WriteAsync(connection, trades, cancellationToken), cancellationToken);

    /// <summary>Adds trades on a connection, inside its transaction where it has one.</summary>
    /// <returns>Rows added.</returns>
    public static async Task<ulong> WriteAsync(NpgsqlConnection connection, IEnumerable<StoredTrade> trades, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(trades);
        await using var rows = await connection.BeginBinaryImportAsync("""
            copy settlement.trades (market, trading_day, kind, trade_id, instrument, price, quantity, executed_at,
                buyer_participant, buyer_account, buyer_effect, seller_participant, seller_account, seller_effect, correction)
            from stdin (format binary)
            """, cancellationToken).ConfigureAwait(false);
        foreach (var trade in trades)
        {
            rows.StartRow();
            rows.Write(trade.Market, NpgsqlDbType.Text);
            rows.Write(trade.TradingDay, NpgsqlDbType.Date);
            rows.Write(trade.Kind.ToString(), NpgsqlDbType.Text);
            rows.Write(trade.TradeId, NpgsqlDbType.Text);
            rows.Write(trade.Instrument, NpgsqlDbType.Text);
            rows.Write(trade.Price, NpgsqlDbType.Numeric);
            rows.Write(trade.Quantity, NpgsqlDbType.Numeric);
            rows.Write(trade.ExecutedAt, NpgsqlDbType.Bigint);
            Write(rows, trade.Buyer);
            Write(rows, trade.Seller);
            rows.Write(trade.Correction, NpgsqlDbType.Integer);
        }

        return await rows.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Write(NpgsqlBinaryImporter rows, StoredParty party)
    {
        rows.Write(party.Participant, NpgsqlDbType.Text);
        rows.Write(party.Account, NpgsqlDbType.Text);
        if (party.Effect == PositionEffect.None)
            rows.WriteNull();
        else
            rows.Write(party.Effect.ToString(), NpgsqlDbType.Text);
    }
}
