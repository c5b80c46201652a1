using Npgsql;
using Settlement.Domain.Gates;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Postgres.Runs;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

public sealed class CommitTests(TestServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> BrokenResults => new()
    {
        { "journal out of balance", "journal of VariationMargin in USD" },
        { "net position", "closing positions in GCZ3 sum to 1" },
        { "profit not zero-sum", "daily profit and loss in GCZ3 sums to 0.0000000001" },
        { "does not carry", "positions_carry" },
        { "profit forms differ", "positions_profit_forms_agree" },
        { "two-sided posting", "journal_one_sided" },
        { "no price", "positions in GCZ3 have no settlement price" },
        { "volume", "2 was bought in GCZ3 with a volume of 3" },
        { "open interest", "long closing positions in GCZ3 are 5 with an open interest of 6" },
        { "other reference data", "is not COMEX 2013-10-08 r1" },
        { "other day", "is not COMEX 2013-10-09 r1" },
    };

    [Theory]
    [MemberData(nameof(BrokenResults))]
    public async Task A_result_that_breaks_a_rule_is_refused_whole(string rule, string message)
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;

        var error = await Assert.ThrowsAsync<LedgerInvariantException>(() => world.CommitAsync(runId, epoch, Break(World.Result(reference), rule)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(RunStage.Closing, (await world.Ledger.ReadRunAsync(runId, Token)).Stage);
        Assert.Equal(0L, await world.Source.ScalarAsync<long>("select (select count(*) from settlement.positions) + (select count(*) from settlement.prices) + (select count(*) from settlement.gates)"));
    }

    [Fact]
    public async Task A_result_with_a_failed_gate_is_refused()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        GateResult[] gates = [new(Gate.NoSequenceHole, false, "partition 0: 17 is missing")];

        var error = await Assert.ThrowsAsync<LedgerInvariantException>(() =>
            world.Ledger.CommitResultAsync(runId, epoch, new ResultCommit(World.Result(reference), ClosingData.Empty, gates, World.NextDay, new CommitStatistics(0, 0, [])), Token));

        Assert.Contains("gate NoSequenceHole did not pass: partition 0: 17 is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Late_trades_are_listed_with_the_result_and_belong_to_no_digest()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        var result = World.Result(reference);

        await world.CommitAsync(runId, epoch, result, null, World.Late(40));
        await world.CommitAsync(runId, epoch, result);

        Assert.Equal("1 40 2013-10-07 17 T17", await world.Source.ScalarAsync<string>(
            "select concat_ws(' ', partition, record_offset, trading_day, sequence, trade_id) from settlement.late_trades"));
        Assert.Equal(result.Digest, (await world.Ledger.ReadResultAsync(runId, Token)).Digest);
    }

    [Fact]
    public async Task Late_trades_of_a_fenced_leader_are_not_listed()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        await world.Ledger.ClaimEpochAsync(runId, "successor", Token);

        await Assert.ThrowsAsync<FencedException>(() => world.CommitAsync(runId, epoch, World.Result(reference), null, World.Late(40)));

        Assert.Equal(0L, await world.Source.ScalarAsync<long>("select count(*) from settlement.late_trades"));
    }

    [Fact]
    public async Task More_late_trades_than_were_counted_are_refused()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;

        var error = await Assert.ThrowsAsync<LedgerInvariantException>(() => world.CommitAsync(runId, epoch, World.Result(reference), null, World.Late(40), World.Late(41)));

        Assert.Contains("lists 2 late trades and counts 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_trade_that_is_of_the_day_itself_is_refused()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;

        var error = await Assert.ThrowsAsync<LedgerInvariantException>(() => world.CommitAsync(runId, epoch, World.Result(reference), null, World.Late(40, daysBefore: 0)));

        Assert.Contains("1 of its late trades are not of an earlier day than 2013-10-08", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_result_with_another_digest_is_refused_and_the_same_one_again_changes_nothing()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        var result = World.Result(reference);
        await world.CommitAsync(runId, epoch, result);
        var before = await world.Ledger.ReadRunAsync(runId, Token);

        await world.CommitAsync(runId, epoch, result);
        var error = await Assert.ThrowsAsync<LedgerInvariantException>(() => world.CommitAsync(runId, epoch, World.Result(reference, bought: 1m)));

        Assert.Contains(result.Digest, error.Message, StringComparison.Ordinal);
        var after = await world.Ledger.ReadRunAsync(runId, Token);
        Assert.Equal((before.Digest, before.SettledAt), (after.Digest, after.SettledAt));
        Assert.Equal(2L, await world.Source.ScalarAsync<long>("select count(*) from settlement.positions"));
    }

    [Fact]
    public async Task An_amount_beyond_the_ledger_names_its_row()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        var result = World.Result(reference);
        var huge = result with { Positions = [result.Positions[0] with { BoughtValue = new Amount(Int128.MaxValue) }, result.Positions[1]] };

        var error = await Assert.ThrowsAsync<OverflowException>(() => world.CommitAsync(runId, epoch, huge));

        Assert.Contains("PositionRow { Participant = P01, Account = A1, Instrument = GCZ3", error.Message, StringComparison.Ordinal);
        await world.CommitAsync(runId, epoch, result);
    }

    [Theory]
    [InlineData(CuttingProxy.Fault.LoseAnswer)]
    [InlineData(CuttingProxy.Fault.LoseCommit)]
    public async Task A_COMMIT_whose_answer_is_lost_is_read_back(CuttingProxy.Fault fault)
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        await using var proxy = new CuttingProxy(world.ConnectionString);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        var logger = new ListLogger<Ledger>();
        var ledger = new Ledger(source, TimeProvider.System, logger);
        await ledger.ReadRunAsync(runId, Token);
        proxy.Arm(fault);

        await world.CommitAsync(runId, epoch, World.Result(reference), ledger);

        Assert.Equal(1, proxy.Cuts);
        Assert.Equal(fault == CuttingProxy.Fault.LoseAnswer ? [1004, 1005] : [1004], logger.Entries.Select(static e => e.Id));
        Assert.Equal(World.Result(reference).Digest, (await world.Ledger.ReadResultAsync(runId, Token)).Digest);
        Assert.Equal(2L, await world.Source.ScalarAsync<long>("select count(*) from settlement.positions"));
    }

    [Fact]
    public async Task After_a_lost_COMMIT_a_fenced_leader_does_not_try_again()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        await using var proxy = new CuttingProxy(world.ConnectionString);
        await using var source = NpgsqlDataSource.Create(proxy.ConnectionString);
        var claimed = new ClaimWhenCut(world, runId);
        proxy.Arm(CuttingProxy.Fault.LoseCommit);

        await Assert.ThrowsAsync<FencedException>(() => world.CommitAsync(runId, epoch, World.Result(reference), new Ledger(source, TimeProvider.System, claimed)));

        Assert.Null((await world.Ledger.ReadRunAsync(runId, Token)).Digest);
    }

    [Fact]
    public async Task Result_is_read_back_as_it_was_committed_and_its_digest_comes_out_again()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;
        var result = World.Result(reference);

        await world.CommitAsync(runId, epoch, result);

        var read = await world.Ledger.ReadResultAsync(runId, Token);
        Assert.Equal(result.Digest, CanonicalRows.DigestOf(read));
        Assert.Equal(result.Prices, read.Prices);
        Assert.Equal(result.Positions, read.Positions);
        Assert.Equal(result.Funds, read.Funds);
        Assert.Equal(result.Journal, read.Journal);
        var run = await world.Ledger.ReadRunAsync(runId, Token);
        Assert.Equal((RunStage.Settled, result.Digest, 1L), (run.Stage, run.Digest, run.TradeCount!.Value));
    }

    [Fact]
    public async Task A_day_without_trades_and_positions_can_be_settled()
    {
        await using var world = await World.CreateAsync(server);
        await world.References.LoadAsync(World.Market(new Domain.Reference.OpeningSet(World.Day, [], new Dictionary<string, decimal>())), Token);
        var registration = await world.Ledger.RegisterAsync(World.Key, World.Owner, World.Low, Token);
        var epoch = await world.CloseAsync(registration.RunId);
        var empty = World.Result(registration.Reference!) with { Prices = [], Positions = [], Funds = [], Journal = [] };

        await world.CommitAsync(registration.RunId, epoch, empty with { Digest = CanonicalRows.DigestOf(empty) });

        Assert.Empty((await world.Ledger.ReadResultAsync(registration.RunId, Token)).Positions);
    }

    [Fact]
    public async Task A_run_is_published_once_and_only_after_it_is_settled()
    {
        var (world, runId, epoch, reference) = await World.ClosingAsync(server);
        await using var _ = world;

        await Assert.ThrowsAsync<LedgerInvariantException>(() => world.Ledger.RecordPublishedAsync(runId, epoch, Token));
        await world.CommitAsync(runId, epoch, World.Result(reference));
        await world.Ledger.ReleaseAsync(runId, epoch, Token);
        await world.Ledger.RecordPublishedAsync(runId, epoch, Token);
        var first = await world.Ledger.ReadRunAsync(runId, Token);
        await world.Ledger.RecordPublishedAsync(runId, epoch, Token);
        await world.CommitAsync(runId, epoch, World.Result(reference));

        Assert.Equal(RunStage.Published, first.Stage);
        Assert.Equal(first.PublishedAt, (await world.Ledger.ReadRunAsync(runId, Token)).PublishedAt);
    }

    private static SettlementResult Break(SettlementResult good, string rule)
    {
        var (long1, short1) = (good.Positions[0], good.Positions[1]);
        var least = new Amount(1);
        return rule switch
        {
            "journal out of balance" => good with { Journal = [.. good.Journal.SkipLast(1)] },
            "net position" => good with { Positions = [long1, short1 with { OpeningShort = short1.OpeningShort - 1, ClosingShort = short1.ClosingShort - 1 }] },
            "profit not zero-sum" => good with { Positions = [long1 with { CloseProfit = least, DayProfit = long1.DayProfit + least }, short1] },
            "does not carry" => good with { Positions = [long1 with { ClosingLong = long1.ClosingLong + 1 }, short1] },
            "profit forms differ" => good with { Positions = [long1 with { CloseProfit = least }, short1] },
            "two-sided posting" => good with { Journal = [.. good.Journal.Select(j => j with { Debit = least, Credit = least })] },
            "no price" => good with { Prices = [good.Prices[0] with { Instrument = "SIZ3", Volume = 0, OpenInterest = 0 }] },
            "volume" => good with { Prices = [good.Prices[0] with { Volume = 3 }] },
            "open interest" => good with { Prices = [good.Prices[0] with { OpenInterest = 6 }] },
            "other reference data" => good with { ReferenceHash = new string('0', 64) },
            "other day" => good with { Key = good.Key with { TradingDay = good.Key.TradingDay.AddDays(1) } },
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
        };
    }

    /// <summary>Lets a successor claim the run at the very moment at which the outcome of the COMMIT is unknown.</summary>
    private sealed class ClaimWhenCut(World world, long runId) : Microsoft.Extensions.Logging.ILogger<Ledger>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 1004)
                world.Ledger.ClaimEpochAsync(runId, "successor", CancellationToken.None).GetAwaiter().GetResult();
        }
    }
}
