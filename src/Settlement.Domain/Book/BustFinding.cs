namespace Settlement.Domain.Book;

/// <summary>Why a bust cannot be settled.</summary>
public enum BustProblem
{
    /// <summary>No trade of the day has its id.</summary>
    UnknownTrade,

    /// <summary>Trades of the day have its id, and none its economics.</summary>
    OtherEconomics,

    /// <summary>More than one trade of the day has its id and economics.</summary>
    Ambiguous,
}

/// <summary>A bust that is not the bust of exactly one trade.</summary>
/// <param name="Problem">Why.</param>
/// <param name="TradeId">The trade id that it names.</param>
/// <param name="Bust">What it says of the trade, for people.</param>
/// <param name="Trades">The trades of that id, for people; empty when there are none.</param>
public sealed record BustFinding(BustProblem Problem, string TradeId, string Bust, IReadOnlyList<string> Trades);
