using System.Globalization;
using System.Text.Json;

namespace Settlement.Operator.Tests.Compute.Examples;

/// <summary>
/// A published example of a futures account over one or more days: numbers in, numbers out. The file's own form: see <c>worked_examples.json</c>. A member that this
/// reader does not know fails, so that no published number goes unchecked.
/// </summary>
internal sealed record WorkedExample
{
    private static readonly string[] Members =
    [
        "id", "source", "multiplier", "tick", "currency", "opening_long", "opening_short", "opening_settlement", "opening_balance", "margin_rate", "margin_per_lot", "fee_rate", "fee_per_lot", "days",
    ];

    public required string Id { get; init; }

    public required decimal Multiplier { get; init; }

    public required decimal? Tick { get; init; }

    public required string Currency { get; init; }

    public required decimal OpeningLong { get; init; }

    public required decimal OpeningShort { get; init; }

    public required decimal? OpeningSettlement { get; init; }

    public required decimal? OpeningBalance { get; init; }

    /// <summary>Part of the money, or money per lot; null for none.</summary>
    public required (bool ByMoney, decimal Rate)? Margin { get; init; }

    public required (bool ByMoney, decimal Rate)? Fee { get; init; }

    public required IReadOnlyList<WorkedDay> Days { get; init; }

    /// <summary>True where long and short must be kept apart: a leg says what it does, or both sides were carried in.</summary>
    public bool IsGross => (OpeningLong > 0 && OpeningShort > 0) || Days.Any(static d => d.Legs.Any(static l => l.Effect is not null));

    /// <summary>All futures examples of a file.</summary>
    public static IReadOnlyList<WorkedExample> ReadAll(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.GetProperty("futures").EnumerateArray().Select(Read)];
    }

    private static WorkedExample Read(JsonElement example)
    {
        JsonFields.Check(example, Members);
        return new WorkedExample
        {
            Id = example.GetProperty("id").GetString()!,
            Multiplier = JsonFields.Number(example, "multiplier") ?? 1,
            Tick = JsonFields.Number(example, "tick"),
            Currency = example.TryGetProperty("currency", out var currency) ? currency.GetString()! : "CNY",
            OpeningLong = JsonFields.Number(example, "opening_long") ?? 0,
            OpeningShort = JsonFields.Number(example, "opening_short") ?? 0,
            OpeningSettlement = JsonFields.Number(example, "opening_settlement"),
            OpeningBalance = JsonFields.Number(example, "opening_balance"),
            Margin = Rate(example, "margin"),
            Fee = Rate(example, "fee"),
            Days = [.. example.GetProperty("days").EnumerateArray().Select(WorkedDay.Read)],
        };
    }

    private static (bool, decimal)? Rate(JsonElement example, string name) =>
        JsonFields.Number(example, name + "_rate") is { } rate ? (true, rate) : JsonFields.Number(example, name + "_per_lot") is { } perLot ? (false, perLot) : null;
}

/// <summary>One day of an example.</summary>
internal sealed record WorkedDay(string Name, IReadOnlyList<WorkedLeg> Legs, decimal Settlement, decimal Deposit, decimal Withdrawal, IReadOnlyDictionary<string, decimal> Expected)
{
    private static readonly string[] Members = ["day", "buys", "sells", "settlement", "deposit", "withdrawal", "expect"];

    public static WorkedDay Read(JsonElement day)
    {
        JsonFields.Check(day, Members);
        return new WorkedDay(
            day.GetProperty("day").GetString()!,
            [.. LegsOf(day, "buys", isBuy: true), .. LegsOf(day, "sells", isBuy: false)],
            JsonFields.Number(day, "settlement") ?? throw new FormatException($"day {day.GetProperty("day")}: no settlement price"),
            JsonFields.Number(day, "deposit") ?? 0,
            JsonFields.Number(day, "withdrawal") ?? 0,
            day.GetProperty("expect").EnumerateObject().ToDictionary(static e => e.Name, static e => JsonFields.Number(e.Value)));
    }

    /// <summary>A leg is [price, quantity] or [price, quantity, "open" | "close" | "closeToday"].</summary>
    private static IEnumerable<WorkedLeg> LegsOf(JsonElement day, string side, bool isBuy) => day.TryGetProperty(side, out var legs)
        ? legs.EnumerateArray().Select(leg => new WorkedLeg(isBuy, JsonFields.Number(leg[0]), JsonFields.Number(leg[1]), leg.GetArrayLength() > 2 ? leg[2].GetString() : null))
        : [];
}

/// <summary>A trade of the account.</summary>
internal sealed record WorkedLeg(bool IsBuy, decimal Price, decimal Quantity, string? Effect);

/// <summary>Members of a JSON object.</summary>
internal static class JsonFields
{
    public static void Check(JsonElement element, IReadOnlyCollection<string> known)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
                throw new FormatException($"'{member.Name}' is not known here; known: {string.Join(", ", known)}");
        }
    }

    public static decimal? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Number(value) : null;

    public static decimal Number(JsonElement value) =>
        decimal.Parse(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
