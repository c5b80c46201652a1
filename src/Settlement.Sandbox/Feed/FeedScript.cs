using Settlement.Sandbox.Tape;

namespace Settlement.Sandbox.Feed;

/// <summary>What a feeder does with a step.</summary>
internal enum FeedStepKind
{
    /// <summary>Sends the records.</summary>
    Send,

    /// <summary>Sends them in a transaction and aborts it.</summary>
    SendAndAbort,

    /// <summary>Sends them in a transaction that stays open.</summary>
    SendAndLeaveOpen,

    /// <summary>Keeps them back.</summary>
    Skip,
}

/// <summary>One step of a feed.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Records">With which records.</param>
/// <param name="IsDuplicate">Whether they were sent before.</param>
internal readonly record struct FeedStep(FeedStepKind Kind, IReadOnlyList<NumberedRecord> Records, bool IsDuplicate = false);

/// <summary>Turns trades and a plan into steps: a pure function, so that the same seed disturbs the same feed in the same way.</summary>
internal static class FeedScript
{
    private const int AbortedAtOnce = 3;
    private const decimal Forgery = 1000;

    /// <summary>The steps, in order.</summary>
    /// <param name="records">Trades and busts, numbered, in the order of the venue.</param>
    /// <param name="plan">The disturbances.</param>
    /// <exception cref="ArgumentException">More duplicates or open trades are asked for than there are trades.</exception>
    public static IEnumerable<FeedStep> Write(IReadOnlyList<NumberedRecord> records, FeedPlan plan)
    {
        var sendable = records.Where(record => !plan.Skip.Contains((record.Partition, record.Message.Sequence))).ToList();
        Check(plan, sendable.Count);
        var settled = sendable.Count - plan.OpenTransaction;
        var generator = new SplitMix64(plan.Seed);
        var duplicates = Duplicates(ref generator, plan, settled);
        var aborts = Aborts(ref generator, plan, settled);
        return Steps(records, sendable, settled, plan, duplicates, aborts);
    }

    private static IEnumerable<FeedStep> Steps(
        IReadOnlyList<NumberedRecord> records,
        List<NumberedRecord> sendable,
        int settled,
        FeedPlan plan,
        ILookup<int, int> duplicates,
        ILookup<int, int> aborts)
    {
        var skipped = records.Where(record => plan.Skip.Contains((record.Partition, record.Message.Sequence))).ToList();
        if (skipped.Count > 0)
            yield return new FeedStep(FeedStepKind.Skip, skipped);
        for (var index = 0; index < settled; index++)
        {
            foreach (var _ in aborts[index])
                yield return new FeedStep(FeedStepKind.SendAndAbort, [.. sendable.Skip(index).Take(AbortedAtOnce).Select(Forge)]);
            yield return new FeedStep(FeedStepKind.Send, [sendable[index]]);
            foreach (var again in duplicates[index])
                yield return new FeedStep(FeedStepKind.Send, [sendable[again]], IsDuplicate: true);
        }
        if (plan.OpenTransaction > 0)
            yield return new FeedStep(FeedStepKind.SendAndLeaveOpen, sendable[settled..]);
    }

    private static NumberedRecord Forge(NumberedRecord record) =>
        record with { Message = record.Message with { Quantity = record.Message.Quantity + Forgery } };

    // Which trade (value) is sent again after which one (key).
    private static ILookup<int, int> Duplicates(ref SplitMix64 generator, FeedPlan plan, int settled)
    {
        var chosen = new HashSet<int>();
        var places = new List<(int After, int Again)>(plan.Duplicates);
        while (chosen.Count < plan.Duplicates)
        {
            var again = generator.Below(settled);
            if (chosen.Add(again))
                places.Add((Math.Min(again + generator.Below(plan.DuplicateReach), settled - 1), again));
        }
        return places.ToLookup(place => place.After, place => place.Again);
    }

    private static ILookup<int, int> Aborts(ref SplitMix64 generator, FeedPlan plan, int settled)
    {
        var places = new List<int>(plan.AbortedTransactions);
        for (var abort = 0; abort < plan.AbortedTransactions; abort++)
            places.Add(generator.Below(settled));
        return places.ToLookup(place => place);
    }

    private static void Check(FeedPlan plan, int trades)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plan.Duplicates);
        ArgumentOutOfRangeException.ThrowIfNegative(plan.AbortedTransactions);
        ArgumentOutOfRangeException.ThrowIfNegative(plan.OpenTransaction);
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.DuplicateReach, 1);
        var settled = trades - plan.OpenTransaction;
        if (settled < 0 || plan.Duplicates > settled || (settled == 0 && plan.AbortedTransactions > 0))
        {
            throw new ArgumentException(
                $"{trades} trades are too few for {plan.OpenTransaction} in an open transaction, {plan.Duplicates} duplicates and "
                + $"{plan.AbortedTransactions} aborted transactions.",
                nameof(plan));
        }
    }
}
