using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;
using Settlement.Engine.Ports;
using Settlement.Postgres.Tests.Support;
using Settlement.Postgres.Trades;

namespace Settlement.Postgres.Tests;

public sealed class TradeStoreTests(TestServer server)
{
    private static readonly ReferenceData Reference = World.Market().Freeze(World.Market().Opening!);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("instrument = 'XXX'", "instrument 'XXX' is not in the frozen reference data")]
    [InlineData("buyer_account = 'ZZ'", "the buyer's account 'P01/ZZ'")]
    [InlineData("seller_participant = 'P77'", "the seller's account 'P77/B1'")]
    [InlineData("price = 1320.25", "the price has more than the 1 decimals")]
    [InlineData("price = 1e30", "the price does not fit into 64 bits")]
    [InlineData("price = 'NaN'", "the price is not a finite number")]
    [InlineData("price = '-Infinity'", "the price is not a finite number")]
    [InlineData("quantity = 0.5", "the quantity has more than the 0 decimals")]
    [InlineData("quantity = 'Infinity'", "the quantity is not a finite number")]
    public async Task A_row_that_cannot_be_read_is_named(string change, string why)
    {
        await using var source = await server.CreateMigratedAsync();
        await new TradeStoreWriter(source).WriteAsync([Trade("T1", 1320.5m), Trade("T2", 1320.5m)], Token);
        await source.ExecuteAsync($"alter table settlement.trades disable trigger trades_append_only; update settlement.trades set {change} where trade_id = 'T2'; alter table settlement.trades enable trigger trades_append_only");
        var store = Store(source);

        var barrier = await store.DrawBarrierAsync(Token);
        var error = await Assert.ThrowsAsync<TradeStoreException>(() => ReadAsync(store, barrier));

        Assert.Contains("Trade 'T2' of COMEX 2013-10-08: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_cannot_be_changed_removed_or_doubled()
    {
        await using var source = await server.CreateMigratedAsync();
        var writer = new TradeStoreWriter(source);
        await writer.WriteAsync([Trade("T1", 1320.5m)], Token);

        foreach (var sql in new[] { "update settlement.trades set price = 1", "delete from settlement.trades", "truncate settlement.trades" })
            Assert.Equal("SE002", (await Assert.ThrowsAsync<PostgresException>(() => source.ExecuteAsync(sql))).SqlState);
        await Assert.ThrowsAsync<LedgerInvariantException>(() => writer.WriteAsync([Trade("T2", 1320.5m), Trade("T1", 1320.5m)], Token));

        Assert.Equal(1L, await source.ScalarAsync<long>("select count(*) from settlement.trades"));
    }

    [Fact]
    public async Task Rows_are_read_exactly_and_numbered_in_the_order_of_their_key()
    {
        await using var source = await server.CreateMigratedAsync();
        await new TradeStoreWriter(source).WriteAsync(
            [Trade("T2", 1320.5m), Trade("T1", -0.1m, 0m), Trade("T1", -0.1m, 0m) with { Kind = TradeKind.Bust }, Trade("T9", 1m) with { TradingDay = World.Day.AddDays(1) }, Trade("T9", 1m) with { Market = "OTHER" }], Token);
        var store = Store(source);

        var barrier = await store.DrawBarrierAsync(Token);
        await store.AwaitBarrierAsync(barrier, Token);
        var read = await ReadAsync(store, barrier);

        Assert.Equal([(1L, TradeKind.Bust, "T1", -1L, 0L), (2L, TradeKind.Trade, "T1", -1L, 0L), (3L, TradeKind.Trade, "T2", 13205L, 2L)],
            read.Select(static r => (r.Sequence, r.Kind, r.TradeId.ToString(), r.Price, r.Quantity)));
        Assert.All(read, static r => Assert.Equal((World.Day.DayNumber, 0, 0, 1, PositionEffect.Open, PositionEffect.None, 1381190400000000000L),
            (r.TradingDay, r.Instrument, r.Buyer, r.Seller, r.BuyerEffect, r.SellerEffect, r.ExecutedAt)));
    }

    [Fact]
    public async Task Rows_are_added_up_per_instrument_below_the_barrier_as_a_book_of_them_is()
    {
        await using var source = await server.CreateMigratedAsync();
        var writer = new TradeStoreWriter(source);
        await writer.WriteAsync([Trade("T1", -0.1m, 0m), Trade("T2", 1320.5m), Trade("T3", 1319.9m, 7m), Trade("T3", 1319.9m, 7m) with { Kind = TradeKind.Bust }, Trade("T9", 1m) with { Market = "OTHER" }], Token);
        var store = Store(source);
        var barrier = await store.DrawBarrierAsync(Token);
        await writer.WriteAsync([Trade("T4", 1m)], Token);
        await store.AwaitBarrierAsync(barrier, Token);

        var book = Domain.Book.DayBook.OfStore(Reference);
        foreach (var row in await ReadAsync(store, barrier))
            book.Fold(in row);
        Assert.Equal(3L, Assert.Single(book.Totals()).Trades);
        Assert.Equal(book.Totals(), await store.TotalsAsync(barrier, Token));
        Assert.False(await store.HasRowsAsync(barrier, barrier, Token));
        var later = await store.DrawBarrierAsync(Token);
        Assert.True(await store.HasRowsAsync(barrier, later, Token));
        Assert.False(await store.HasRowsAsync(later, await store.DrawBarrierAsync(Token), Token));
    }

    [Fact]
    public async Task A_price_too_fine_to_be_compared_is_named()
    {
        await using var source = await server.CreateMigratedAsync();
        await new TradeStoreWriter(source).WriteAsync([Trade("T1", 0.00000000001m)], Token);
        var store = Store(source);

        var error = await Assert.ThrowsAsync<TradeStoreException>(async () => await store.TotalsAsync(await store.DrawBarrierAsync(Token), Token));

        Assert.Contains("instrument GCZ3 on COMEX 2013-10-08 add up to 0.2 × 10^-10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_corrected_trade_stands_under_the_id_of_the_one_that_it_corrects()
    {
        await using var source = await server.CreateMigratedAsync();
        await new TradeStoreWriter(source).WriteAsync(
            [Trade("T1", 1320.5m), Trade("T1", 1320.5m) with { Kind = TradeKind.Bust }, Trade("T1", 1320.6m) with { Correction = 1 }], Token);
        var store = Store(source);
        var book = Domain.Book.DayBook.OfStore(Reference);
        foreach (var row in await ReadAsync(store, await store.DrawBarrierAsync(Token)))
            book.Fold(in row);
        book.EndOfStore();
        Assert.Empty(book.BustFindings);
        Assert.Equal((2L, 1L, 1L), (book.Trades, book.Busts, book.BustedTrades));
    }

    [Fact]
    public async Task Many_rows_come_in_batches_and_none_is_lost_between_them()
    {
        const int count = 20_001;
        await using var source = await server.CreateMigratedAsync();
        await new TradeStoreWriter(source).WriteAsync(Enumerable.Range(1, count).Select(static i => Trade($"T{i:D6}", i / 10m, i)), Token);
        var store = Store(source);

        var read = await ReadAsync(store, await store.DrawBarrierAsync(Token));

        Assert.Equal(Enumerable.Range(1, count).Select(static i => ((long)i, (long)i)), read.Select(static r => (r.Price, r.Quantity)));
    }

    [Fact]
    public async Task Rows_committed_after_the_barrier_are_never_read()
    {
        await using var source = await server.CreateMigratedAsync();
        var writer = new TradeStoreWriter(source);
        await writer.WriteAsync([Trade("T1", 1m)], Token);
        var store = Store(source);

        var barrier = await store.DrawBarrierAsync(Token);
        await writer.WriteAsync([Trade("T2", 1m)], Token);
        await store.AwaitBarrierAsync(barrier, Token);

        Assert.Equal(["T1"], (await ReadAsync(store, barrier)).Select(static r => r.TradeId.ToString()));
        Assert.Equal(2, (await ReadAsync(store, await store.DrawBarrierAsync(Token))).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_that_is_open_at_the_barrier_is_waited_for_and_its_fate_counts(bool commits)
    {
        await using var source = await server.CreateMigratedAsync();
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await TradeStoreWriter.WriteAsync(connection, [Trade("T1", 1m)], Token);
        var store = Store(source);

        // Nothing ends after the transaction began: the xmax of a snapshot would lie below it.
        var barrier = await store.DrawBarrierAsync(Token);
        var wait = store.AwaitBarrierAsync(barrier, Token);
        await Condition.WaitAsync("a look at the snapshot", () => source.ScalarAsync<bool>("select exists (select from pg_stat_activity where datname = current_database() and query like 'select pg_snapshot_xmin%')"));
        Assert.False(wait.IsCompleted);
        await (commits ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));
        await wait;

        Assert.Equal(commits ? 1 : 0, (await ReadAsync(store, barrier)).Count);
    }

    [Fact]
    public async Task A_long_transaction_that_holds_the_barrier_up_is_named_in_the_log()
    {
        await using var source = await server.CreateMigratedAsync();
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using (var unrelated = new NpgsqlCommand("create table public.unrelated (a int)", connection))
            await unrelated.ExecuteNonQueryAsync(Token);
        var logger = new ListLogger<TradeStore>();
        var time = new FakeTimeProvider();
        var store = new TradeStore(source, Reference, time, logger);

        var wait = store.AwaitBarrierAsync(await store.DrawBarrierAsync(Token), Token);
        // Transaction ids belong to the whole server: other tests' transactions may be older for a while.
        await Condition.WaitAsync("a report that names the transaction's backend", () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(logger.Entries.Any(entry => entry.Id == 1020 && entry.Message.Contains($"backend {connection.ProcessID} ", StringComparison.Ordinal)));
        });
        Assert.False(wait.IsCompleted);
        await transaction.RollbackAsync(Token);
        await Condition.WaitAsync("the end of the wait", () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(wait.IsCompleted);
        });
        await wait;
    }

    [Fact]
    public async Task A_long_transaction_that_only_reads_holds_nothing_up()
    {
        await using var source = await server.CreateMigratedAsync();
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Token);
        await using (var reading = new NpgsqlCommand("select count(*) from settlement.trades", connection))
            await reading.ExecuteScalarAsync(Token);
        var store = Store(source);

        await store.AwaitBarrierAsync(await store.DrawBarrierAsync(Token), Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    [Fact]
    public async Task A_trade_store_that_is_not_migrated_says_what_to_run()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());

        var error = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ReadAsync(Store(source), 1));

        Assert.Equal("TradeStoreNotMigrated", error.Reason);
        Assert.Contains("settlement migrate", error.Message, StringComparison.Ordinal);
    }

    private static TradeStore Store(NpgsqlDataSource source) => new(source, Reference, TimeProvider.System, NullLogger<TradeStore>.Instance);

    private static StoredTrade Trade(string id, decimal price, decimal quantity = 2m) => new("COMEX", World.Day, TradeKind.Trade, id, "GCZ3", price, quantity,
        1381190400000000000, new StoredParty("P01", "A1", PositionEffect.Open), new StoredParty("P02", "B1"));

    private static async Task<List<TradeRecord>> ReadAsync(TradeStore store, ulong barrier)
    {
        var read = new List<TradeRecord>();
        await foreach (var batch in store.ReadAsync(barrier, Token))
            read.AddRange(batch.Records.AsSpan(0, batch.Count));
        return read;
    }
}
