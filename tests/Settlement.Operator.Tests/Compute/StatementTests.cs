using System.Globalization;
using System.Text.Json;
using Settlement.Operator.Tests.Support;

namespace Settlement.Operator.Tests.Compute;

public sealed class StatementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Statements_hold_every_row_once_and_their_totals_are_the_sums_of_the_result()
    {
        var (result, statements) = await WriteAsync();

        var files = Directory.EnumerateFiles(statements).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["P01.csv", "P01.json", "P02.csv", "P02.json"], files);
        var own = Directory.EnumerateFiles(statements, "*.json").Select(static f => JsonDocument.Parse(File.ReadAllBytes(f)).RootElement).ToList();
        foreach (var rows in (string[])["positions", "funds", "deliveries"])
            Assert.Equal(result.GetProperty(rows).GetArrayLength(), own.Sum(s => s.GetProperty(rows).GetArrayLength()));
        foreach (var currency in (string[])["USD", "CNY"])
        {
            var totals = own.Select(s => s.GetProperty("totals").EnumerateArray().Single(t => t.GetProperty("currency").GetString() == currency)).ToList();
            Assert.Equal(Sum(result.GetProperty("positions"), "fees", currency), totals.Sum(static t => Figure(t, "fees")));
            Assert.Equal(0, totals.Sum(static t => Figure(t, "dayProfit")));
            Assert.Equal(0, totals.Sum(static t => Figure(t, "deliveryCash")));
            foreach (var figure in (string[])["margin", "reserve", "equity"])
                Assert.Equal(Sum(result.GetProperty("funds"), figure, currency), totals.Sum(t => Figure(t, figure)));
        }
    }

    [Fact]
    public async Task The_CSV_has_the_same_rows_and_totals_as_the_JSON()
    {
        var (_, statements) = await WriteAsync();
        var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(statements, "P01.json"), TestContext.Current.CancellationToken)).RootElement;

        var lines = (await File.ReadAllTextAsync(Path.Combine(statements, "P01.csv"), TestContext.Current.CancellationToken)).Split("\r\n");

        var header = lines[0].Split(',');
        var rows = lines[1..^1].Select(line => header.Zip(line.Split(',')).ToDictionary(static c => c.First, static c => c.Second)).ToList();
        foreach (var (kind, name) in (ReadOnlySpan<(string, string)>)[("position", "positions"), ("funds", "funds"), ("delivery", "deliveries"), ("total", "totals")])
            Assert.Equal(json.GetProperty(name).GetArrayLength(), rows.Count(r => r["row"] == kind));
        var usd = rows.Single(static r => r["row"] == "total" && r["currency"] == "USD");
        var total = json.GetProperty("totals").EnumerateArray().Single(static t => t.GetProperty("currency").GetString() == "USD");
        Assert.Equal(
            ((string[])["dayProfit", "fees", "margin", "reserve", "equity", "deliveryCash"]).Select(name => total.GetProperty(name).GetString()),
            ((string[])["dayProfit", "fees", "margin", "reserve", "equity", "cash"]).Select(name => usd[name]));
    }

    [Fact]
    public async Task A_folder_that_is_there_is_left_as_it_is()
    {
        var (_, statements) = await WriteAsync();

        var again = await Executable.RunAsync(null, "statements", "--result", Path.Combine(_folder.Path, "result.json"), "--out", statements);

        Assert.Equal(2, again.Code);
        Assert.Contains("is there already", again.Errors, StringComparison.Ordinal);
    }

    private async Task<(JsonElement Result, string Folder)> WriteAsync()
    {
        var computed = await Executable.RunAsync(
            null, "compute", "--reference", _folder.Write("reference.yaml", ComputeMarket.Reference), "--trading-day", "2013-10-08", _folder.Write("trades.ndjson", ComputeMarket.Lines()));
        Assert.True(computed.Code == 0, computed.Errors + computed.Output);
        var folder = Path.Combine(_folder.Path, "statements");
        var ended = await Executable.RunAsync(null, "statements", "--result", _folder.Write("result.json", computed.Output), "--out", folder);
        Assert.True(ended.Code == 0, ended.Errors);
        return (JsonDocument.Parse(computed.Output).RootElement, folder);
    }

    private static decimal Sum(JsonElement rows, string figure, string currency) =>
        rows.EnumerateArray().Where(r => r.GetProperty("currency").GetString() == currency).Sum(r => Figure(r, figure));

    private static decimal Figure(JsonElement row, string name) => decimal.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
