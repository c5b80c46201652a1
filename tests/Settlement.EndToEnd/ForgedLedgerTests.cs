using System.Runtime.CompilerServices;
using Settlement.Domain.Book;
using Settlement.EndToEnd.Support;
using Settlement.Sandbox.Feed;

namespace Settlement.EndToEnd;

/// <summary>
/// Gates that compare what the program itself has computed are failed by no trade. They refuse here what they are for: figures in the ledger that somebody has changed past its rules.
/// </summary>
public sealed class ForgedLedgerTests(World world)
{
    [Fact]
    public async Task A_forged_checkpoint_blocks_the_run_until_it_is_taken_away()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        await scenario.ApplyAsync();
        await scenario.FeedAsync(new FeedPlan());
        await Wait.UntilAsync(
            $"{scenario.Market}: all trades are in checkpoints",
            Timeouts.Reported,
            async () => (await scenario.Ledger.CheckpointsAsync()).Sum(static book => book.Trades) == scenario.Trades.Count,
            scenario.DiagnoseAsync);
        await scenario.LeaveAsync();
        var book = (await scenario.Ledger.CheckpointsAsync())[0];
        SetRecords(book, book.Records + 1);
        book.Sums.Positions[0].BoughtQuantity += 1_000_000;
        await scenario.Ledger.ExecuteAsync($"update settlement.checkpoints set image = $1 where partition = {book.Partition} and run_id = {scenario.Ledger.RunId}", book.Encode());

        await scenario.ApplyClosedAsync();
        await scenario.BlockedAsync(["RecordsAccounted", "NetQuantityZero", "PositionsCarry", "ProfitZeroSum", "OpenInterestBounded"], "partition 0: ", alone: false);

        await scenario.LeaveAsync();
        await scenario.Ledger.ExecuteAsync($"delete from settlement.checkpoints where run_id = {scenario.Ledger.RunId}");
        await scenario.ApplyClosedAsync();

        await scenario.AssertSettledOnceAsync();
    }

    [Fact]
    public async Task A_forged_closing_position_blocks_the_next_day_until_it_is_right_again()
    {
        await using var scenario = await Scenario.PrepareAsync(world, new ScenarioOptions { Settlers = 1 });
        await scenario.FeedAsync(new FeedPlan());
        await scenario.ApplyClosedAsync();
        await scenario.AssertSettledOnceAsync();
        await using var next = await DayRun.StartAsync(scenario, Venue.Day.AddDays(1));
        await next.ConditionAsync("Initialised", "True", "Initialised");
        await HoldMoreAsync(1);

        await next.RestartAsync();
        await next.CloseAsync();
        await next.ConditionAsync("Settled", "False", "GateFailed", says: "OpeningCarried");

        await HoldMoreAsync(-1);
        await next.RestartAsync();
        Assert.NotNull(await next.FingerprintAsync());

        Task HoldMoreAsync(int quantity) => scenario.Ledger.ExecuteAsync($"""
            alter table settlement.positions disable trigger user;
            update settlement.positions set opening_long = opening_long + {quantity}, closing_long = closing_long + {quantity} where run_id = {scenario.Ledger.RunId} and participant = 'P01';
            alter table settlement.positions enable trigger user;
            """);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Records")]
    private static extern void SetRecords(PartitionBook book, long records);
}
