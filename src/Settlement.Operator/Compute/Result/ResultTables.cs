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
        Input(writer, document);
        Gates(writer, document);
        Prices(writer, document);
        Positions(writer, document);
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
        var table = new TextTable("instrument", "currency", "settlement", "tier", "unrounded", "of trades", "of volume", "trades", "volume", "open interest");
        foreach (var row in document.Prices)
            table.Add(row.Instrument, row.Currency, row.Price, row.Tier, row.Unrounded, row.EvidenceTrades, row.EvidenceVolume, row.Trades, row.Volume, row.OpenInterest);
        table.Write(writer, "PRICES");
    }

    private static void Positions(TextWriter writer, ResultDocument document)
    {
        var table = new TextTable("participant", "account", "instrument", "currency", "opening", "bought", "sold", "closing", "close profit", "position profit", "day profit");
        foreach (var row in document.Positions)
            table.Add(row.Participant, row.Account, row.Instrument, row.Currency, row.Opening, row.Bought, row.Sold, row.Closing, row.CloseProfit, row.PositionProfit, row.DayProfit);
        table.Write(writer, "POSITIONS");
    }

    private static void Journal(TextWriter writer, ResultDocument document)
    {
        var table = new TextTable("account", "instrument", "kind", "currency", "debit", "credit");
        foreach (var row in document.Journal)
            table.Add(row.Account, row.Instrument, row.Kind, row.Currency, row.Debit, row.Credit);
        table.Write(writer, "JOURNAL");
    }
}
