using System.Globalization;

namespace Settlement.Operator.Statements;

/// <summary>
/// A statement as one CSV file (RFC 4180, lines ended by <c>\r\n</c>): the first column says what a row is, columns that it does not have are empty.
/// Cells with a comma or a quote are quoted.
/// </summary>
internal static class StatementCsv
{
    private static readonly string[] Columns =
    [
        "row", "market", "tradingDay", "revision", "participant", "account", "instrument", "currency", "openingLong", "openingShort", "bought", "sold", "closingLong", "closingShort",
        "boughtValue", "soldValue", "closeProfit", "positionProfit", "dayProfit", "fees", "margin", "openingReserve", "openingMargin", "deposits", "withdrawals", "reserve",
        "equity", "available", "riskRatio", "valueDate", "quantity", "cash", "instruction",
    ];

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter writer, ParticipantStatement statement)
    {
        Line(writer, Columns);
        foreach (var row in statement.Positions)
        {
            Row(writer, statement, "position", row.Account, row.Instrument, row.Currency, new()
            {
                ["openingLong"] = row.OpeningLong,
                ["openingShort"] = row.OpeningShort,
                ["bought"] = row.Bought,
                ["sold"] = row.Sold,
                ["closingLong"] = row.ClosingLong,
                ["closingShort"] = row.ClosingShort,
                ["boughtValue"] = row.BoughtValue,
                ["soldValue"] = row.SoldValue,
                ["closeProfit"] = row.CloseProfit,
                ["positionProfit"] = row.PositionProfit,
                ["dayProfit"] = row.DayProfit,
                ["fees"] = row.Fees,
                ["margin"] = row.LongMargin + row.ShortMargin,
            });
        }

        foreach (var row in statement.Funds)
        {
            Row(writer, statement, "funds", row.Account, "", row.Currency, new()
            {
                ["dayProfit"] = row.DayProfit,
                ["fees"] = row.Fees,
                ["margin"] = row.Margin,
                ["openingReserve"] = row.OpeningReserve,
                ["openingMargin"] = row.OpeningMargin,
                ["deposits"] = row.Deposits,
                ["withdrawals"] = row.Withdrawals,
                ["reserve"] = row.Reserve,
                ["equity"] = row.Equity,
                ["available"] = row.Available,
                ["riskRatio"] = row.RiskRatio,
            });
        }

        foreach (var row in statement.Deliveries)
        {
            Row(writer, statement, "delivery", "", row.Instrument, row.Currency, new()
            {
                ["valueDate"] = row.ValueDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["quantity"] = row.Quantity,
                ["cash"] = row.Cash,
                ["instruction"] = row.Instruction,
            });
        }

        foreach (var row in statement.Totals)
        {
            Row(writer, statement, "total", "", "", row.Currency, new()
            {
                ["dayProfit"] = row.DayProfit,
                ["fees"] = row.Fees,
                ["margin"] = row.Margin,
                ["reserve"] = row.Reserve,
                ["equity"] = row.Equity,
                ["cash"] = row.DeliveryCash,
            });
        }
    }

    private static void Row(TextWriter writer, ParticipantStatement statement, string kind, string account, string instrument, string currency, Dictionary<string, object?> figures)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, object?)>)
            [("row", kind), ("market", statement.Run.Market), ("tradingDay", statement.Run.TradingDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("revision", statement.Run.Revision), ("participant", statement.Participant), ("account", account), ("instrument", instrument), ("currency", currency)])
            figures.Add(name, value);
        Line(writer, Columns.Select(column => Text(figures.GetValueOrDefault(column))));
    }

    private static void Line(TextWriter writer, IEnumerable<string> cells) => writer.Write(string.Join(',', cells.Select(Quoted)) + "\r\n");

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(',', '"') < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text(object? value) => value switch
    {
        null => "",
        decimal number => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
