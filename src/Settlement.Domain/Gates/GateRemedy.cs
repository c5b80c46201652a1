namespace Settlement.Domain.Gates;

/// <summary>What resolves a failed gate, for people.</summary>
public static class GateRemedy
{
    private const string OtherSource = "Apply the run again with source: TradeStore, or reject it and settle the day's next revision from a feed that is right";

    /// <summary>One sentence, without its full stop.</summary>
    public static string Of(Gate gate) => gate switch
    {
        Gate.NoSequenceHole => "Have the venue send the missing records again, with their numbers, to their partitions",
        Gate.BustsMatched => "From the trade store it is checked again as soon as the trade or a corrected bust is there. Beyond the barrier of the feed nothing can come to it. " + OtherSource,
        Gate.Reconciled => "It is checked again as soon as the trade store has what it lacks. Where the feed lacks something: " + OtherSource,
        Gate.ControlFile => "Have the venue say whether its file or its trades are right. A right file is loaded as closing data (`settlement reference load`); for right trades: " + OtherSource,
        Gate.NoSequenceConflict or Gate.RecordsAccounted or Gate.ControlTotals => OtherSource,
        Gate.PriceFound => "Load a published price as closing data (`settlement reference load`)",
        Gate.OpeningCarried => "The day before has another result than the one that this run opened with: reject this run and settle the day's next revision",
        _ => "Find out which side is right. What the closing data say wrongly is loaded again; a wrong trade is busted and " + OtherSource,
    };
}
