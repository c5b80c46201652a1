using System.Text.Json;

namespace Settlement.Operator.Tests.Compute.Examples;

/// <summary>Published figures against a result as <c>settlement compute</c> prints it.</summary>
internal static class ExpectedFigures
{
    /// <summary>Compares every figure that the example publishes for a day.</summary>
    public static void Check(WorkedExample example, WorkedDay day, JsonElement result)
    {
        var position = Row(result, "positions");
        var funds = Row(result, "funds");
        foreach (var (name, expected) in day.Expected)
        {
            var actual = name switch
            {
                "day_pl" => Figure(position, "dayProfit"),
                "close_pl" => Figure(position, "closeProfit"),
                "position_pl" => Figure(position, "positionProfit"),
                "closing_net" => Figure(position, "closingLong") - Figure(position, "closingShort"),
                "closing_long" => Figure(position, "closingLong"),
                "closing_short" => Figure(position, "closingShort"),
                "fees" => Figure(position, "fees"),
                "margin" => Figure(position, "longMargin") + Figure(position, "shortMargin"),
                "balance" or "reserve" => Figure(funds, "reserve"),
                "equity" => Figure(funds, "equity"),
                "available" => Figure(funds, "available"),
                "risk_ratio" => Figure(funds, "riskRatio"),
                _ => throw new FormatException($"{example.Id}: the figure '{name}' is not known"),
            };
            Assert.True(expected == actual, $"{example.Id}, day {day.Name}: {name} is {actual}, published is {expected}");
        }
    }

    /// <summary>The account's own row; its other figures are zero when there is none.</summary>
    private static JsonElement? Row(JsonElement result, string rows) => result.GetProperty(rows).EnumerateArray()
        .Where(static r => r.GetProperty("participant").GetString() == ExampleFiles.Participant && r.GetProperty("account").GetString() == ExampleFiles.Account)
        .Select(static r => (JsonElement?)r)
        .SingleOrDefault();

    private static decimal Figure(JsonElement? row, string name) => row is { } found ? JsonFields.Number(found.GetProperty(name)) : 0;
}
