using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

public sealed class RegisterTests(TestServer server)
{
    private static readonly RunKey NextKey = World.Key with { TradingDay = World.Day.AddDays(1) };
    private static readonly RunOwner Stranger = new("uid-2", "default/other");
    private static readonly RunOwner Reborn = World.Owner with { Uid = "uid-3" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_reference_data_a_run_waits_and_says_how_to_load_them()
    {
        await using var world = await World.CreateAsync(server);

        await WaitsAsync(world, World.Key, RegistrationOutcome.WaitingForReference, "settlement reference load");
        await world.References.LoadAsync(World.Market(), Token);
        await WaitsAsync(world, World.Key with { TradingDay = World.Day.AddDays(-1) }, RegistrationOutcome.WaitingForReference, "no opening is loaded for 2013-10-07");
        await WaitsAsync(world, NextKey, RegistrationOutcome.WaitingForReference, "2013-10-09");
        Assert.Equal(0L, await world.Source.ScalarAsync<long>("select count(*) from settlement.runs"));
    }

    [Fact]
    public async Task A_window_that_the_clock_change_swallows_keeps_the_run_waiting()
    {
        await using var world = await World.CreateAsync(server);
        var market = World.Market();
        var window = new LocalWindow(new TimeOnly(2, 30), new TimeOnly(2, 40), "America/New_York");
        await world.References.LoadAsync(market with { Instruments = [market.Instruments[0] with { Tiers = [new MarketTier(PriceTierKind.WindowVwap, window)] }] }, Token);
        await world.Source.ExecuteAsync("insert into settlement.opening_days values ('COMEX', '2013-03-10')");

        await WaitsAsync(world, World.Key with { TradingDay = new DateOnly(2013, 3, 10) }, RegistrationOutcome.WaitingForReference, "02:30:00 does not exist on 2013-03-10");
    }

    [Fact]
    public async Task An_empty_opening_is_an_opening()
    {
        await using var world = await World.CreateAsync(server);
        await world.References.LoadAsync(World.Market(new OpeningSet(World.Day, [], new Dictionary<string, decimal>())), Token);

        var registration = await world.Ledger.RegisterAsync(World.Key, World.Owner, World.Low, Token);

        Assert.Equal(RegistrationOutcome.Registered, registration.Outcome);
        Assert.Empty(registration.Reference!.Openings);
        Assert.Null(registration.Predecessor);
        Assert.Equal(World.Low, registration.FirstOffsets);
    }

    [Fact]
    public async Task What_was_frozen_stays_whatever_is_loaded_later()
    {
        var (world, runId, frozen) = await World.RegisteredAsync(server);
        await using var _ = world;
        var market = World.Market();
        await world.References.LoadAsync(market with { Instruments = [market.Instruments[0] with { Multiplier = 10m }] }, Token);

        var again = await world.Ledger.RegisterAsync(World.Key, World.Owner, new Dictionary<int, long> { [0] = 77, [1] = 88, [2] = 99 }, Token);

        Assert.Equal((runId, frozen.Hash, 100L), (again.RunId, again.Reference!.Hash, again.Reference.Instruments[0].Multiplier));
        Assert.Equal(World.Low, again.FirstOffsets);
    }

    [Fact]
    public async Task Eight_registrations_at_the_same_time_make_one_run()
    {
        await using var world = await World.CreateAsync(server);
        await world.References.LoadAsync(World.Market(), Token);

        var registrations = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Ledger.RegisterAsync(World.Key, World.Owner, World.Low, Token)));

        Assert.Single(registrations.Select(static r => (r.Outcome, r.RunId, r.Reference!.Hash)).Distinct());
        Assert.Equal(1L, await world.Source.ScalarAsync<long>("select count(*) from settlement.runs"));
    }

    [Fact]
    public async Task A_run_waits_for_the_day_before_and_then_opens_with_its_closing()
    {
        var (world, first, reference) = await World.RegisteredAsync(server);
        await using var _ = world;
        await WaitsAsync(world, NextKey, RegistrationOutcome.WaitingForPredecessor, "COMEX 2013-10-08 r1, which is Initialised");
        var epoch = await world.CloseAsync(first);
        await WaitsAsync(world, NextKey, RegistrationOutcome.WaitingForPredecessor, "which is Closing");
        var result = World.Result(reference);
        await world.CommitAsync(first, epoch, result);
        await world.Ledger.ReleaseAsync(first, epoch, Token);

        var next = await world.Ledger.RegisterAsync(NextKey, World.Owner, new Dictionary<int, long> { [0] = 1, [1] = 2, [2] = 3 }, Token);

        Assert.Equal(RegistrationOutcome.Registered, next.Outcome);
        Assert.Equal([Opening.Net(0, 0, 5), Opening.Net(1, 0, -5)], next.Reference!.Openings);
        Assert.Equal(13246L, next.Reference.Instruments[0].PreviousSettlement);
        Assert.Equal(new Dictionary<int, long> { [0] = 90, [1] = 200, [2] = 3 }, next.FirstOffsets);
        Assert.Equal((World.Key, result.Digest), (next.Predecessor!.Key, next.Predecessor.Digest));
        Assert.Equal([new ClosingPosition("P01", "A1", "GCZ3", 5m, 0m), new ClosingPosition("P02", "B1", "GCZ3", 0m, 5m)], next.Predecessor.Rows);
        var again = await world.Ledger.RegisterAsync(NextKey, World.Owner, World.Low, Token);
        Assert.Equal(next.Predecessor.Rows, again.Predecessor!.Rows);
        await SettlesAsync(world, next, NextKey);
    }

    [Fact]
    public async Task A_day_cannot_be_settled_behind_one_that_is_frozen_already()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;

        await WaitsAsync(world, World.Key with { TradingDay = World.Day.AddDays(-1) }, RegistrationOutcome.LaterDayFrozen, "COMEX 2013-10-08 is registered");
        Assert.Equal(runId, (await world.Ledger.RegisterAsync(World.Key, World.Owner, World.Low, Token)).RunId);
    }

    [Fact]
    public async Task A_revision_opens_like_the_first_close_and_the_day_after_opens_with_the_revision()
    {
        var (world, first, reference) = await World.RegisteredAsync(server);
        await using var _ = world;
        var epoch = await world.CloseAsync(first);
        await world.CommitAsync(first, epoch, World.Result(reference));
        await world.Ledger.ReleaseAsync(first, epoch, Token);
        var revisionKey = World.Key with { Revision = 2 };

        var revision = await world.Ledger.RegisterAsync(revisionKey, Stranger, World.Low, Token);

        Assert.Equal(RegistrationOutcome.Registered, revision.Outcome);
        Assert.Equal(reference.Hash, revision.Reference!.Hash);
        epoch = await world.CloseAsync(revision.RunId);
        await world.CommitAsync(revision.RunId, epoch, World.Result(reference, revisionKey, bought: 7m));
        await world.Ledger.ReleaseAsync(revision.RunId, epoch, Token);
        var next = await world.Ledger.RegisterAsync(NextKey, World.Owner, World.Low, Token);
        Assert.Equal(10L, next.Reference!.Openings[0].Quantity);
        Assert.Equal(RegistrationOutcome.Registered, (await world.Ledger.RegisterAsync(World.Key with { Revision = 3 }, World.Owner, World.Low, Token)).Outcome);
    }

    [Fact]
    public async Task A_second_resource_for_a_settled_day_is_refused_and_changes_nothing()
    {
        var (world, runId, reference) = await World.RegisteredAsync(server);
        await using var _ = world;
        await world.CommitAsync(runId, await world.CloseAsync(runId), World.Result(reference));
        var before = await world.Source.ScalarAsync<string>("select r::text from settlement.runs r");

        var refused = await world.Ledger.RegisterAsync(World.Key, Stranger, World.Low, Token);

        Assert.Equal((RegistrationOutcome.AlreadySettled, 0L), (refused.Outcome, refused.RunId));
        Assert.Contains("settle a correction as revision 2", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await world.Source.ScalarAsync<string>("select r::text from settlement.runs r"));
    }

    [Fact]
    public async Task A_resource_applied_again_under_its_name_finishes_the_publication_but_not_a_second_one()
    {
        var (world, runId, reference) = await World.RegisteredAsync(server);
        await using var _ = world;
        var epoch = await world.CloseAsync(runId);
        await world.CommitAsync(runId, epoch, World.Result(reference));

        Assert.Equal(RegistrationOutcome.Registered, (await world.Ledger.RegisterAsync(World.Key, Reborn, World.Low, Token)).Outcome);
        await world.Ledger.ReleaseAsync(runId, epoch, Token);
        await world.Ledger.RecordPublishedAsync(runId, epoch, Token);

        Assert.Equal(RegistrationOutcome.Registered, (await world.Ledger.RegisterAsync(World.Key, Reborn, World.Low, Token)).Outcome);
        Assert.Equal(RegistrationOutcome.AlreadySettled, (await world.Ledger.RegisterAsync(World.Key, Reborn with { Uid = "uid-4" }, World.Low, Token)).Outcome);
    }

    [Fact]
    public async Task Another_resource_takes_an_unsettled_run_over()
    {
        var (world, runId, _) = await World.RegisteredAsync(server);
        await using var __ = world;

        Assert.Equal(runId, (await world.Ledger.RegisterAsync(World.Key, Stranger, World.Low, Token)).RunId);

        Assert.Equal("uid-2 default/other", await world.Source.ScalarAsync<string>("select owner_uid || ' ' || owner_name from settlement.runs"));
    }

    private static async Task SettlesAsync(World world, Registration run, RunKey key)
    {
        await world.CommitAsync(run.RunId, await world.CloseAsync(run.RunId), World.Result(run.Reference!, key, 1m, 5m, 1324.6m));
        Assert.Equal(RunStage.Settled, (await world.Ledger.ReadRunAsync(run.RunId, Token)).Stage);
    }

    private static async Task WaitsAsync(World world, RunKey key, RegistrationOutcome outcome, string message)
    {
        var registration = await world.Ledger.RegisterAsync(key, World.Owner, World.Low, Token);
        Assert.Equal(outcome, registration.Outcome);
        Assert.Contains(message, registration.Message, StringComparison.Ordinal);
        Assert.Null(registration.Reference);
    }
}
