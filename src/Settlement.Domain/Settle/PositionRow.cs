using Settlement.Domain.Money;

namespace Settlement.Domain.Settle;

/// <summary>
/// An account's position in an instrument over the trading day. Quantities in whole units as exact decimals, zero or more. Where positions are net,
/// one of long and short is zero.
/// </summary>
public sealed record PositionRow
{
    /// <summary>Clearing participant.</summary>
    public required string Participant { get; init; }

    /// <summary>Account there.</summary>
    public required string Account { get; init; }

    /// <summary>Symbol.</summary>
    public required string Instrument { get; init; }

    /// <summary>Currency of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>Long quantity carried in.</summary>
    public required decimal OpeningLong { get; init; }

    /// <summary>Short quantity carried in.</summary>
    public required decimal OpeningShort { get; init; }

    /// <summary>Quantity bought.</summary>
    public required decimal Bought { get; init; }

    /// <summary>Quantity sold.</summary>
    public required decimal Sold { get; init; }

    /// <summary>Long quantity at the end: carried on, or for a cash instrument to be received.</summary>
    public required decimal ClosingLong { get; init; }

    /// <summary>Short quantity at the end: carried on, or for a cash instrument to be delivered. Long − short = opening + bought − sold.</summary>
    public required decimal ClosingShort { get; init; }

    /// <summary>Σ price × quantity × multiplier of the buys.</summary>
    public required Amount BoughtValue { get; init; }

    /// <summary>Σ price × quantity × multiplier of the sells.</summary>
    public required Amount SoldValue { get; init; }

    /// <summary>Profit and loss of what was closed, by the itemised formula; zero for a cash instrument.</summary>
    public required Amount CloseProfit { get; init; }

    /// <summary>Profit and loss of what stayed open, by the itemised formula; zero for a cash instrument.</summary>
    public required Amount PositionProfit { get; init; }

    /// <summary>Daily profit and loss by the total formula; equal to the two before together.</summary>
    public required Amount DayProfit { get; init; }

    /// <summary>Fees of the account's legs, each rounded to the currency's minor unit; zero or more.</summary>
    public required Amount Fees { get; init; }

    /// <summary>Margin charged for the long side; zero where only another, larger side is charged.</summary>
    public required Amount LongMargin { get; init; }

    /// <summary>Margin charged for the short side; zero where only another, larger side is charged.</summary>
    public required Amount ShortMargin { get; init; }
}
