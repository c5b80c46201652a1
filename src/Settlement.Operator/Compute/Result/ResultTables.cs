using System.Globalization;

namespace Settlement.Operator.Compute.Result;

/// <summary>A result as tables for people.</summary>
internal static class ResultTables
{
    /// <summary>Writes all of it.</summary>
    public static void Write(TextWriter writer, ResultDocument document)
    {
        writer.WriteLine(FormattableString.Invariant($"{document.Market} {document.TradingDay:yyyy-MM-dd} r{document.Revision}: {(document.Settled ? "settled" : "BLOCKED")}, {document.TradeCount} trades, {document.BustCount} busts"));
        writer.WriteLine($"digest     {document.Digest ?? "none"}");
        writer.WriteLine($"reference  {document.ReferenceHash}");
        writer.WriteLine($"closing    {document.ClosingHash}");
        Input(writer, document);
        Gates(writer, document);
        Prices(writer, document);
        Positions(writer, document);
        Funds(writer, document);
        Deliveries(writer, document);
        Journal(writer, document);
    }

    private static void Input(TextWriter writer, ResultDocument document)
    {
        var table = new TextTable("partition", "file", "records", "trades", "busts", "duplicates", "late", "later", "end of session");
        foreach (var row in document.Input)
            table.Add(row.Partition, row.File, row.Records, row.Trades, row.Busts, row.Duplicates, row.Late, row.LaterDay, row.EndOfSession ? "yes" : "no");
        table.Write(writer, "INPUT");
    }

    private static void Gates(TextWriter writer, ResultDocument document)
    {
        var table = new TextTable("gate", "", "evidence");
        foreach (var gate in document.Gates)
            table.Add(gate.Gate, gate.Passed ? "passed" : "FAILED", gate.Evidence);
        table.Write(writer, "GATES");
    }

    private static void Prices(TextWriter writer, ResultDocument document)
    {
        var table = new TextTable("instrument", "currency", "settlement", "rule", "tier", "unrounded", "of trades", "of volume", "trades", "volume", "open interest");
        foreach (var row in document.Prices)
            table.Add(row.Instrument, row.Currency, row.Price, row.Rule, row.Tier, row.Unrounded, row.EvidenceTrades, row.EvidenceVolume, row.Trades, row.Volume, row.OpenInterest);
        table.Write(writer, "PRICES");
    }

    private static void Positions(TextWriter writer, ResultDocument document)
    {
        var table = new TextTable(
            "account", "instrument", "currency", "long", "short", "bought", "sold", "long", "short", "close profit", "position profit", "day profit", "fees", "margin");
        foreach (var row in document.Positions)
        {
            table.Add(
                $"{row.Participant}/{row.Account}", row.Instrument, row.Currency, row.OpeningLong, row.OpeningShort, row.Bought, row.Sold, row.ClosingLong, row.ClosingShort,
                row.CloseProfit, row.PositionProfit, row.DayProfit, row.Fees, row.LongMargin + row.ShortMargin);
        }

        table.Write(writer, "POSITIONS (opening, traded, closing)");
    }

    private static void Funds(TextWriter writer, ResultDocument document)
    {
        var table = new TextTable("account", "currency", "reserve", "margin", "deposits", "withdrawals", "day profit", "fees", "margin", "reserve", "equity", "available", "risk");
        foreach (var row in document.Funds)
        {
            table.Add(
                $"{row.Participant}/{row.Account}", row.Currency, row.OpeningReserve, row.OpeningMargin, row.Deposits, row.Withdrawals, row.DayProfit, row.Fees,
                row.Margin, row.Reserve, row.Equity, row.Available, row.RiskRatio);
        }

        table.Write(writer, "FUNDS (opening, day, closing)");
    }

    private static void Deliveries(TextWriter writer, ResultDocument document)
    {
        var table = new TextTable("participant", "instrument", "currency", "value date", "quantity", "cash", "instruction");
        foreach (var row in document.Deliveries)
            table.Add(row.Participant, row.Instrument, row.Currency, row.ValueDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Quantity, row.Cash, row.Instruction);
        table.Write(writer, "DELIVERIES");
    }

    private static void Journal(TextWriter writer, ResultDocument document)
    {
        var table = new TextTable("account", "instrument", "kind", "currency", "debit", "credit");
        foreach (var row in document.Journal)
            table.Add(row.Account, row.Instrument, row.Kind, row.Currency, row.Debit, row.Credit);
        table.Write(writer, "JOURNAL");
    }
}
