using Settlement.Domain.Money;

namespace Settlement.Domain.Settle;

/// <summary>
/// An account's money with the clearing house in one currency, over the trading day: reserve = opening reserve + opening margin − margin + daily profit + deposits −
/// withdrawals − fees.
/// </summary>
public sealed record FundsRow
{
    /// <summary>Clearing participant.</summary>
    public required string Participant { get; init; }

    /// <summary>Account there.</summary>
    public required string Account { get; init; }

    /// <summary>Currency of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>Settlement reserve carried in.</summary>
    public required Amount OpeningReserve { get; init; }

    /// <summary>Margin carried in.</summary>
    public required Amount OpeningMargin { get; init; }

    /// <summary>Money paid in during the day.</summary>
    public required Amount Deposits { get; init; }

    /// <summary>Money paid out during the day.</summary>
    public required Amount Withdrawals { get; init; }

    /// <summary>Daily profit and loss of the account's positions in this currency.</summary>
    public required Amount DayProfit { get; init; }

    /// <summary>Fees of the account's legs in this currency.</summary>
    public required Amount Fees { get; init; }

    /// <summary>Margin of the positions that are carried on.</summary>
    public required Amount Margin { get; init; }

    /// <summary>Settlement reserve after the day: free money; less than zero is a shortfall.</summary>
    public required Amount Reserve { get; init; }

    /// <summary>Reserve + margin.</summary>
    public required Amount Equity { get; init; }

    /// <summary>Equity − margin: what may be withdrawn.</summary>
    public required Amount Available { get; init; }

    /// <summary>Margin ÷ equity with 4 decimals, half up; null unless the equity is more than zero.</summary>
    public required decimal? RiskRatio { get; init; }
}
