using System.Text;
using System.Text.Json;
using Settlement.Domain.Money;
using Settlement.Domain.Settle;
using Settlement.Operator.Compute.Result;

namespace Settlement.Operator.Tests.Compute;

public sealed class RowLinesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(10_000)]
    public void Each_row_has_a_line_of_its_own_and_reads_back_equal(int count)
    {
        IReadOnlyList<JournalRow> rows = [.. Enumerable.Range(0, count).Select(static i => new JournalRow($"P/A{i}", "GCZ3", JournalKind.VariationMargin, "USD", Amount.FromDecimal(i / 4m), Amount.Zero))];
        var json = JsonSerializer.Serialize(rows, ResultJson.Options);
        Assert.Equal(rows, JsonSerializer.Deserialize<IReadOnlyList<JournalRow>>(json, ResultJson.Options));
        Assert.Equal(rows.Select(static r => r.Account), json.Split('\n').Where(static line => line.Contains('{', StringComparison.Ordinal)).Select(static line => (string?)JsonDocument.Parse(Encoding.UTF8.GetBytes(line.Trim().TrimEnd(','))).RootElement.GetProperty("account").GetString()));
    }
}
