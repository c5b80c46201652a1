using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Domain.Reference;
using Settlement.Domain.Trades;
using Settlement.Engine.Ports;
using Settlement.Postgres.Reference;
using Settlement.Postgres.Runs;
using Settlement.Postgres.Tests.Support;
using Settlement.Postgres.Trades;

namespace Settlement.Postgres.Tests;

/// <summary>The rights that README.md tells people to grant, taken from there: they suffice, and each of the roles has no more than it says.</summary>
public sealed partial class GrantsTests(TestServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_settler_with_the_documented_rights_settles_a_day()
    {
        await using var world = await World.CreateAsync(server);
        await world.References.LoadAsync(World.Market(), Token);
        await using var source = await GrantedAsync(world, "settler");
        var ledger = new Ledger(source, TimeProvider.System, NullLogger<Ledger>.Instance) { WriterGrace = TimeSpan.FromMilliseconds(200) };

        var run = await ledger.RegisterAsync(World.Key, World.Owner, World.Low, Token);
        await ledger.RegisterAsync(World.Key, World.Owner with { Uid = "uid-2" }, World.Low, Token);
        var old = await ledger.ClaimEpochAsync(run.RunId, "a", Token);
        await using var frozen = await source.OpenConnectionAsync(Token);
        await using var transaction = await frozen.BeginTransactionAsync(Token);
        await using (var write = new NpgsqlCommand($"select settlement.guard({run.RunId}, {old})", frozen))
            await write.ExecuteNonQueryAsync(Token);
        var epoch = await ledger.ClaimEpochAsync(run.RunId, "b", Token);
        await ledger.DrawBarrierAsync(run.RunId, epoch, World.Barrier, Token);
        await ledger.DecideSourceAsync(run.RunId, epoch, new SourceDecision(TradeSource.Feed), Token);
        for (var offset = 1; offset <= 2; offset++)
            await ledger.WriteCheckpointAsync(run.RunId, new Checkpoint(0, offset, false, false, new byte[8]), Token);
        await ledger.ReadCheckpointAsync(run.RunId, 0, null, Token);
        await ledger.RecordGatesAsync(run.RunId, epoch, World.Gates, Token);
        await world.CommitAsync(run.RunId, epoch, World.Result(run.Reference!), ledger);
        await ledger.ReleaseAsync(run.RunId, epoch, Token);
        await ledger.RecordPublishedAsync(run.RunId, epoch, Token);
        var store = new TradeStore(source, run.Reference!, TimeProvider.System, NullLogger<TradeStore>.Instance);
        var barrier = await store.DrawBarrierAsync(Token);
        await store.AwaitBarrierAsync(barrier, Token);
        await foreach (var batch in store.ReadAsync(barrier, Token))
            Assert.Fail($"{batch.Count} rows in an empty store");

        Assert.Equal(RunStage.Published, (await ledger.ReadRunAsync(run.RunId, Token)).Stage);
        Assert.NotEmpty((await ledger.ReadResultAsync(run.RunId, Token)).Positions);
        var denied = await Assert.ThrowsAsync<LedgerUnavailableException>(() => new ReferenceStore(source).LoadAsync(World.Market(new OpeningSet(World.Day.AddDays(1), [], new Dictionary<string, decimal>())), Token));
        Assert.Equal("LedgerAccessDenied", denied.Reason);
    }

    [Fact]
    public async Task A_loader_and_a_venue_with_the_documented_rights_do_their_work_and_no_more()
    {
        await using var world = await World.CreateAsync(server);
        await using var loader = await GrantedAsync(world, "reference_loader");
        await using var venue = await GrantedAsync(world, "venue");
        var market = World.Market();

        await new ReferenceStore(loader).LoadAsync(market, Token);
        await new ReferenceStore(loader).LoadAsync(market with { Instruments = [market.Instruments[0] with { Multiplier = 5m }], Opening = market.Opening! with { Positions = [] } }, Token);
        await new TradeStoreWriter(venue).WriteAsync([new StoredTrade("COMEX", World.Day, TradeKind.Trade, "T1", "GCZ3", 1m, 1m, 1, new StoredParty("P01", "A1"), new StoredParty("P02", "B1"))], Token);

        foreach (var (source, sql) in new[] { (venue, "insert into settlement.trades (recorded_in) values ('1')"), (venue, "select count(*) from settlement.trades"), (loader, "select count(*) from settlement.runs") })
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => source.ExecuteAsync(sql))).SqlState);
    }

    private async Task<NpgsqlDataSource> GrantedAsync(World world, string role)
    {
        var (name, connectionString) = await server.CreateRoleAsync(world.ConnectionString);
        await using var stream = typeof(GrantsTests).Assembly.GetManifestResourceStream("README.md")!;
        using var reader = new StreamReader(stream);
        var grants = Grant().Matches(await reader.ReadToEndAsync(Token)).Select(static m => m.Value).Where(grant => grant.EndsWith($"to {role};", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(grants);
        foreach (var grant in grants)
            await world.Source.ExecuteAsync(grant.Replace($"to {role};", $"to \"{name}\";", StringComparison.Ordinal));
        return NpgsqlDataSource.Create(connectionString);
    }

    [GeneratedRegex("^grant [^;]+;", RegexOptions.Multiline)]
    private static partial Regex Grant();
}
