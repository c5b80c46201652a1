using Settlement.Domain.Money;
using Settlement.Domain.Reference;

namespace Settlement.Domain.Settle;

/// <summary>Which market and trading day is settled, and in which revision.</summary>
/// <param name="Market">MIC or the venue's own code.</param>
/// <param name="TradingDay">The trading day; not the calendar date.</param>
/// <param name="Revision">1 for the first close, then one more for each correction.</param>
public sealed record RunKey(string Market, DateOnly TradingDay, int Revision)
{
    /// <summary>For people and keys, as in <c>COMEX 2013-10-08 r1</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Market} {TradingDay:yyyy-MM-dd} r{Revision}");
}

/// <summary>The result of a trading day: a pure function of reference data, barrier and source.</summary>
/// <param name="Key">What was settled.</param>
/// <param name="ReferenceHash">Hash of the frozen reference data.</param>
/// <param name="TradeCount">Trades in it, those of zero quantity included, busted ones too.</param>
/// <param name="BustCount">Busts in it.</param>
/// <param name="Prices">One row per instrument, ordered by symbol.</param>
/// <param name="Positions">One row per account and instrument that held or traded, ordered by participant, account and symbol.</param>
/// <param name="Journal">Double-entry postings, ordered by account and instrument, debits first.</param>
/// <param name="Digest">SHA-256 over the canonical rows, lower-case hex.</param>
public sealed record SettlementResult(
    RunKey Key,
    string ReferenceHash,
    long TradeCount,
    long BustCount,
    IReadOnlyList<PriceRow> Prices,
    IReadOnlyList<PositionRow> Positions,
    IReadOnlyList<JournalRow> Journal,
    string Digest);

/// <summary>An instrument's settlement price, and what it rests on.</summary>
/// <param name="Instrument">Symbol.</param>
/// <param name="Currency">Currency of the price.</param>
/// <param name="Price">Settlement price, exact decimal, on the tick grid.</param>
/// <param name="Tier">The tier that fired.</param>
/// <param name="Unrounded">The tier's value before rounding to the tick, cut to 6 decimals half away from zero; equal to the price for tiers that do not round.</param>
/// <param name="EvidenceTrades">Trades with quantity that the tier looked at.</param>
/// <param name="EvidenceVolume">Their quantity.</param>
/// <param name="Trades">All trades of the day in this instrument, those of zero quantity included, less the busted ones.</param>
/// <param name="Volume">Their quantity.</param>
/// <param name="OpenInterest">Sum of the long closing positions.</param>
public sealed record PriceRow(
    string Instrument,
    string Currency,
    decimal Price,
    PriceTierKind Tier,
    decimal Unrounded,
    long EvidenceTrades,
    decimal EvidenceVolume,
    long Trades,
    decimal Volume,
    decimal OpenInterest);

/// <summary>An account's position in an instrument over the trading day. Quantities in whole units as exact decimals.</summary>
/// <param name="Participant">Clearing participant.</param>
/// <param name="Account">Account there.</param>
/// <param name="Instrument">Symbol.</param>
/// <param name="Currency">Currency of the amounts.</param>
/// <param name="Opening">Net quantity carried in.</param>
/// <param name="Bought">Quantity bought.</param>
/// <param name="Sold">Quantity sold.</param>
/// <param name="Closing">Opening + bought − sold; the opening of the next trading day.</param>
/// <param name="BoughtValue">Σ price × quantity × multiplier of the buys.</param>
/// <param name="SoldValue">Σ price × quantity × multiplier of the sells.</param>
/// <param name="CloseProfit">Profit and loss of what was closed, by the itemised formula.</param>
/// <param name="PositionProfit">Profit and loss of what stayed open, by the itemised formula.</param>
/// <param name="DayProfit">Daily profit and loss by the total formula; equal to the two before together.</param>
public sealed record PositionRow(
    string Participant,
    string Account,
    string Instrument,
    string Currency,
    decimal Opening,
    decimal Bought,
    decimal Sold,
    decimal Closing,
    Amount BoughtValue,
    Amount SoldValue,
    Amount CloseProfit,
    Amount PositionProfit,
    Amount DayProfit);

/// <summary>One posting of the double-entry journal. Each row has one side only; debits equal credits per run and currency.</summary>
/// <param name="Account">Ledger account: <c>participant/account</c>, or <see cref="ClearingHouse"/>.</param>
/// <param name="Instrument">Symbol that the posting is for.</param>
/// <param name="Kind">What is posted.</param>
/// <param name="Currency">Currency of the amounts.</param>
/// <param name="Debit">Zero or more.</param>
/// <param name="Credit">Zero or more.</param>
public sealed record JournalRow(string Account, string Instrument, JournalKind Kind, string Currency, Amount Debit, Amount Credit)
{
    /// <summary>Ledger account of the clearing house. No participant's account can have this name: theirs contain a slash.</summary>
    public const string ClearingHouse = "CCP";
}

/// <summary>What a posting is for.</summary>
public enum JournalKind
{
    /// <summary>Daily profit and loss against the clearing house.</summary>
    VariationMargin,
}
