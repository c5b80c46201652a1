using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;

namespace Settlement.Sandbox.Feed;

/// <summary>
/// The venue's other way: writes trades into the trade store, past Kafka. Trades that are there already stay as they are, so it may run twice.
/// </summary>
public static class TradeStoreWriter
{
    private const int RowsPerTransaction = 20_000;

    private const string Columns =
        "market, trading_day, kind, trade_id, instrument, price, quantity, executed_at, "
        + "buyer_participant, buyer_account, buyer_effect, seller_participant, seller_account, seller_effect";

    /// <summary>Writes trades and busts.</summary>
    /// <param name="connectionString">The trade store; its schema must exist (<c>settlement migrate</c>).</param>
    /// <param name="market">The venue's code.</param>
    /// <param name="trades">What happened.</param>
    /// <param name="cancellationToken">Ends the writing between two transactions.</param>
    /// <returns>How many rows are new.</returns>
    public static async Task<int> WriteAsync(string connectionString, string market, IEnumerable<TradeMessage> trades, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trades);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $"CREATE TEMPORARY TABLE incoming AS SELECT {Columns} FROM settlement.trades WITH NO DATA", cancellationToken);
        var written = 0;
        foreach (var chunk in trades.Chunk(RowsPerTransaction))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await CopyAsync(connection, market, chunk, cancellationToken);
            written += await ExecuteAsync(
                connection, $"INSERT INTO settlement.trades ({Columns}) SELECT {Columns} FROM incoming ON CONFLICT DO NOTHING", cancellationToken);
            await ExecuteAsync(connection, "TRUNCATE incoming", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        await ExecuteAsync(connection, "DROP TABLE incoming", cancellationToken);
        return written;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string market, TradeMessage[] trades, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY incoming ({Columns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var trade in trades)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(market, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(trade.TradingDay, NpgsqlDbType.Date, cancellationToken);
            await copy.WriteAsync(trade.Kind.ToString(), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(trade.TradeId!, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(trade.Instrument!, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(trade.Price!.Value, NpgsqlDbType.Numeric, cancellationToken);
            await copy.WriteAsync(trade.Quantity, NpgsqlDbType.Numeric, cancellationToken);
            await copy.WriteAsync(trade.ExecutedAt, NpgsqlDbType.Bigint, cancellationToken);
            await WriteLegAsync(copy, trade.Buyer!, cancellationToken);
            await WriteLegAsync(copy, trade.Seller!, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteLegAsync(NpgsqlBinaryImporter copy, TradeLeg leg, CancellationToken cancellationToken)
    {
        await copy.WriteAsync(leg.Participant, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(leg.Account, NpgsqlDbType.Text, cancellationToken);
        if (leg.Effect == PositionEffect.None)
            await copy.WriteNullAsync(cancellationToken);
        else
            await copy.WriteAsync(leg.Effect.ToString(), NpgsqlDbType.Text, cancellationToken);
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
