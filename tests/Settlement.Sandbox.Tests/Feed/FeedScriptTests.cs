using Settlement.Sandbox.Feed;

namespace Settlement.Sandbox.Tests.Feed;

public sealed class FeedScriptTests
{
    private static readonly IReadOnlyList<NumberedRecord> Hundred = Number(100);

    [Theory]
    [InlineData(101, 0, 0)]
    [InlineData(0, 101, 0)]
    [InlineData(60, 41, 0)]
    [InlineData(0, 100, 1)]
    public void More_disturbances_than_trades_are_refused(int duplicates, int open, int aborted)
    {
        var plan = new FeedPlan { Duplicates = duplicates, OpenTransaction = open, AbortedTransactions = aborted };

        var error = Assert.Throws<ArgumentException>(() => FeedScript.Write(Hundred, plan));

        Assert.Contains("too few", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_disturbances_every_trade_is_sent_once_and_in_order() =>
        Assert.Equal(Hundred, Sent(FeedScript.Write(Hundred, new FeedPlan())));

    [Fact]
    public void Duplicates_are_other_trades_each_and_come_after_the_first_sending_within_reach()
    {
        var plan = new FeedPlan { Duplicates = 40, DuplicateReach = 10 };

        var steps = FeedScript.Write(Hundred, plan).ToList();

        var again = steps.Where(step => step.IsDuplicate).SelectMany(step => step.Records).ToList();
        Assert.Equal(40, again.Distinct().Count());
        Assert.Equal(Hundred, steps.Where(step => !step.IsDuplicate).SelectMany(step => step.Records));
        var newest = -1;
        foreach (var step in steps)
        {
            var index = IndexOf(step.Records[0]);
            if (step.IsDuplicate)
                Assert.InRange(newest - index, 0, 10);
            else
                newest = index;
        }
    }

    [Fact]
    public void Aborted_records_have_the_numbers_of_real_trades_and_other_quantities()
    {
        var steps = FeedScript.Write(Hundred, new FeedPlan { AbortedTransactions = 5 }).ToList();

        var aborted = steps.Where(step => step.Kind == FeedStepKind.SendAndAbort).ToList();
        Assert.Equal(5, aborted.Count);
        Assert.All(aborted.SelectMany(step => step.Records), forged =>
        {
            var real = Hundred.Single(record => record.Partition == forged.Partition && record.Message.Sequence == forged.Message.Sequence);
            Assert.NotEqual(real.Message.Quantity, forged.Message.Quantity);
        });
        Assert.Equal(Hundred, Sent(steps));
    }

    [Fact]
    public void The_last_trades_go_into_the_open_transaction_and_nothing_follows()
    {
        var steps = FeedScript.Write(Hundred, new FeedPlan { OpenTransaction = 7, Duplicates = 93, AbortedTransactions = 3 }).ToList();

        Assert.Equal(FeedStepKind.SendAndLeaveOpen, steps[^1].Kind);
        Assert.Equal(Hundred.TakeLast(7), steps[^1].Records);
        Assert.Equal(Hundred, Sent(steps));
    }

    [Fact]
    public void Skipped_places_are_kept_back_and_neither_repeated_nor_forged()
    {
        var hole = Hundred[41];
        var plan = new FeedPlan { Skip = new HashSet<(int, long)> { (hole.Partition, hole.Message.Sequence) }, Duplicates = 99, AbortedTransactions = 20 };

        var steps = FeedScript.Write(Hundred, plan).ToList();

        Assert.Equal([hole], steps.Where(step => step.Kind == FeedStepKind.Skip).SelectMany(step => step.Records));
        Assert.DoesNotContain(
            steps.Where(step => step.Kind != FeedStepKind.Skip).SelectMany(step => step.Records),
            record => (record.Partition, record.Message.Sequence) == (hole.Partition, hole.Message.Sequence));
    }

    [Fact]
    public void Same_seed_disturbs_in_the_same_way_and_another_one_in_another()
    {
        var plan = new FeedPlan { Duplicates = 20, AbortedTransactions = 5 };

        Assert.Equal(Places(plan), Places(plan));
        Assert.NotEqual(Places(plan), Places(plan with { Seed = 1 }));
    }

    private static List<string> Places(FeedPlan plan) =>
        [.. FeedScript.Write(Hundred, plan).Select(step => $"{step.Kind} {step.IsDuplicate} {IndexOf(step.Records[0])}")];

    private static int IndexOf(NumberedRecord record) => Hundred.TakeWhile(candidate => candidate.Message.TradeId != record.Message.TradeId).Count();

    private static List<NumberedRecord> Sent(IEnumerable<FeedStep> steps) =>
        [.. steps.Where(step => step is { Kind: FeedStepKind.Send or FeedStepKind.SendAndLeaveOpen, IsDuplicate: false }).SelectMany(step => step.Records)];

    private static IReadOnlyList<NumberedRecord> Number(int count)
    {
        var gateway = new VenueGateway(4, FeedPartitioning.RoundRobin);
        return [.. Trades.Some(count).Select(gateway.Number)];
    }
}
