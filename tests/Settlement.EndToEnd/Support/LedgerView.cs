using Npgsql;
using Settlement.Domain.Book;
using Settlement.Domain.Reference;

namespace Settlement.EndToEnd.Support;

/// <summary>One claimed epoch.</summary>
internal sealed record ClaimedEpoch(long Epoch, string Leader, DateTime ClaimedAt);

/// <summary>A run's row.</summary>
internal sealed record RunRow(string Stage, string? Source, string? Digest, long? TradeCount, long? Duplicates, long? Late);

/// <summary>A listed record of an earlier day.</summary>
internal sealed record ListedLateTrade(int Partition, long Offset, DateOnly Day, long Sequence, string TradeId);

/// <summary>A figure that a revision changes.</summary>
internal sealed record ChangedFigure(string Kind, string Key, string Figure, string? Before, string? After);

/// <summary>What the ledger says of a market's run of the venue's day, read by plain SQL.</summary>
internal sealed class LedgerView(NpgsqlDataSource source, string market, int revision = 1)
{
    /// <summary>The run's number, for a statement of one's own.</summary>
    public string RunId { get; } = $"(select run_id from settlement.runs where market = '{market}' and trading_day = '2013-10-08' and revision = {revision})";

    private string OfRun { get; } = $"from settlement.runs r where r.market = $1 and r.trading_day = '2013-10-08' and r.revision = {revision}";

    public async Task<string?> StageAsync() => (string?)await ScalarAsync($"select stage {OfRun}");

    public async Task<IReadOnlyList<ClaimedEpoch>> EpochsAsync() => await ReadAsync(
        $"select e.epoch, e.leader, e.claimed_at from settlement.epochs e where e.run_id = (select run_id {OfRun}) order by e.epoch",
        static r => new ClaimedEpoch(r.GetInt64(0), r.GetString(1), r.GetDateTime(2)));

    public async Task<RunRow> RunAsync() => (await ReadAsync(
        $"select stage, source, digest, trade_count, duplicates, late {OfRun}",
        static r => new RunRow(r.GetString(0), Text(r, 1), Text(r, 2), Number(r, 3), Number(r, 4), Number(r, 5)))).Single();

    public async Task<int> RunsAsync() => (int)(long)(await ScalarAsync("select count(*) from settlement.runs where market = $1"))!;

    public async Task<int> CountAsync(string table) => (int)(long)(await ScalarAsync($"select count(*) from settlement.{table} where run_id = (select run_id {OfRun})"))!;

    /// <summary>The run's rows of a table, each with the transaction that wrote it.</summary>
    public async Task<string> WrittenAsync(string table) => (string)(await ScalarAsync(
        $"select coalesce(string_agg(t.xmin || ' ' || to_jsonb(t), '; ' order by to_jsonb(t)::text), '') from settlement.{table} t where t.run_id = (select run_id {OfRun})"))!;

    public async Task<IReadOnlyList<string>> GatesAsync() => await ReadAsync(
        $"select gate from settlement.gates where not passed and run_id = (select run_id {OfRun})", static r => r.GetString(0));

    public async Task<IReadOnlyList<ListedLateTrade>> LateTradesAsync() => await ReadAsync(
        $"select partition, record_offset, trading_day, sequence, trade_id from settlement.late_trades where run_id = (select run_id {OfRun})",
        static r => new ListedLateTrade(r.GetInt32(0), r.GetInt64(1), r.GetFieldValue<DateOnly>(2), r.GetInt64(3), r.GetString(4)));

    public async Task<ReferenceData> ReferenceAsync() => ReferenceDocument.Read(System.Text.Encoding.UTF8.GetBytes((string)(await ScalarAsync(
        $"select document from settlement.run_references where hash = (select reference_hash {OfRun})"))!));

    public async Task<IReadOnlyList<ChangedFigure>> DifferencesAsync() => await ReadAsync(
        $"select kind, row_key, figure, before, after from settlement.differences where run_id = (select run_id {OfRun}) order by line",
        static r => new ChangedFigure(r.GetString(0), r.GetString(1), r.GetString(2), Text(r, 3), Text(r, 4)));

    /// <summary>The books of the checkpoints, in the order of partitions.</summary>
    public async Task<IReadOnlyList<PartitionBook>> CheckpointsAsync()
    {
        var images = await ReadAsync($"select image from settlement.checkpoints where run_id = (select run_id {OfRun}) order by partition", static r => r.GetFieldValue<byte[]>(0));
        if (images.Count == 0)
            return [];
        var reference = await ReferenceAsync();
        return [.. images.Select(image => PartitionBook.Decode(reference, image))];
    }

    /// <summary>Runs statements; $1 is the image, if any.</summary>
    public async Task ExecuteAsync(string sql, byte[]? image = null)
    {
        await using var command = source.CreateCommand(sql);
        if (image is not null)
            command.Parameters.AddWithValue(image);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static long? Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue(market);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue(market);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
