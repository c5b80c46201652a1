using System.Buffers;
using System.Globalization;

namespace Settlement.Domain.Settle;

/// <summary>
/// The result as text that anybody can make again, and its digest. UTF-8 (in fact ASCII), one line per row, fields separated by '|', every line ended by '\n':
/// <code>
/// run|market|tradingDay|revision|referenceHash|closingHash|tradeCount|bustCount
/// price|instrument|kind|currency|price|rule|tier|unrounded|windowFrom|windowTo|evidenceTrades|evidenceVolume|trades|volume|openInterest
/// position|participant|account|instrument|currency|openingLong|openingShort|bought|sold|closingLong|closingShort|boughtValue|soldValue|closeProfit|positionProfit|dayProfit|fees|longMargin|shortMargin
/// funds|participant|account|currency|openingReserve|openingMargin|deposits|withdrawals|dayProfit|fees|margin|reserve|equity|available|riskRatio
/// delivery|participant|instrument|currency|valueDate|quantity|cash|instruction
/// journal|account|instrument|kind|currency|debit|credit
/// </code>
/// One run line, then prices, positions, funds, deliveries and journal, each in <see cref="CanonicalOrder"/>. Days are yyyy-MM-dd. Numbers are plain decimals without
/// exponent, leading or trailing zeros, so 1.0 is written 1; a number that is null is an empty field. Kinds, tiers and instructions are the names of their enumerations.
/// </summary>
public static class CanonicalRows
{
    /// <summary>The digest of a result's rows as they are now, whatever its <see cref="SettlementResult.Digest"/> says: SHA-256, lower-case hex. The rows may come in any order.</summary>
    public static string DigestOf(SettlementResult result)
    {
        using var hash = new HashingWriter();
        Write(hash, result);
        return hash.Digest();
    }

    /// <summary>Writes the canonical rows of a result.</summary>
    public static void Write(IBufferWriter<byte> writer, SettlementResult result)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(result);
        var line = new CanonicalLine(writer);
        line.Text("run").Text(result.Key.Market).Text(Day(result.Key.TradingDay)).Number(result.Key.Revision)
            .Text(result.ReferenceHash).Text(result.ClosingHash).Number(result.TradeCount).Number(result.BustCount).End();
        Together.Write(writer, CanonicalOrder.Sort(result.Prices, CanonicalOrder.Prices), Write);
        Together.Write(writer, CanonicalOrder.Sort(result.Positions, CanonicalOrder.Positions), Write);
        Together.Write(writer, CanonicalOrder.Sort(result.Funds, CanonicalOrder.Funds), Write);
        Together.Write(writer, CanonicalOrder.Sort(result.Deliveries, CanonicalOrder.Deliveries), Write);
        Together.Write(writer, CanonicalOrder.Sort(result.Journal, CanonicalOrder.Journal), Write);
    }

    private static void Write(CanonicalLine line, PriceRow row) => line
        .Text("price").Text(row.Instrument).Text(row.Kind.ToString()).Text(row.Currency).Number(row.Price).Text(row.Rule).Text(row.Tier?.ToString() ?? "").Number(row.Unrounded)
        .Number(row.WindowFrom).Number(row.WindowTo).Number(row.EvidenceTrades).Number(row.EvidenceVolume).Number(row.Trades).Number(row.Volume).Number(row.OpenInterest).End();

    private static void Write(CanonicalLine line, PositionRow row) => line
        .Text("position").Text(row.Participant).Text(row.Account).Text(row.Instrument).Text(row.Currency)
        .Number(row.OpeningLong).Number(row.OpeningShort).Number(row.Bought).Number(row.Sold).Number(row.ClosingLong).Number(row.ClosingShort)
        .Number(row.BoughtValue).Number(row.SoldValue).Number(row.CloseProfit).Number(row.PositionProfit).Number(row.DayProfit)
        .Number(row.Fees).Number(row.LongMargin).Number(row.ShortMargin).End();

    private static void Write(CanonicalLine line, FundsRow row) => line
        .Text("funds").Text(row.Participant).Text(row.Account).Text(row.Currency).Number(row.OpeningReserve).Number(row.OpeningMargin)
        .Number(row.Deposits).Number(row.Withdrawals).Number(row.DayProfit).Number(row.Fees).Number(row.Margin)
        .Number(row.Reserve).Number(row.Equity).Number(row.Available).Number(row.RiskRatio).End();

    private static void Write(CanonicalLine line, DeliveryRow row) => line
        .Text("delivery").Text(row.Participant).Text(row.Instrument).Text(row.Currency).Text(Day(row.ValueDate))
        .Number(row.Quantity).Number(row.Cash).Text(row.Instruction.ToString()).End();

    private static void Write(CanonicalLine line, JournalRow row) => line
        .Text("journal").Text(row.Account).Text(row.Instrument).Text(row.Kind.ToString()).Text(row.Currency).Number(row.Debit).Number(row.Credit).End();

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
