using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Domain.Trades;
using Settlement.Kafka.Wire;
using Settlement.Operator.Tests.Support;

namespace Settlement.Operator.Tests.Compute.Schemas;

/// <summary>The schemas in the documentation say what the program reads and writes.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData("trade")]
    [InlineData("bust")]
    [InlineData("end-of-session")]
    public void Each_example_of_a_record_fits_the_schema_and_is_decoded(string kind)
    {
        var json = File.ReadAllText(Repository.File("docs", "schema", "examples", kind + ".json"));

        Assert.Empty(SchemaFiles.Problems("trade.json", json));
        var record = default(TradeRecord);
        Assert.True(TradeDecoder.For(TradeFormat.Json).TryDecode(Encoding.UTF8.GetBytes(json.Trim()), ComputeMarket.Frozen, ref record, out var fault), fault);
    }

    [Theory]
    [InlineData("tradeId", null)]
    [InlineData("sequence", "0")]
    [InlineData("kind", "\"Amend\"")]
    [InlineData("price", "\"1e3\"")]
    [InlineData("tradingDay", "\"8.10.2013\"")]
    [InlineData("executedAt", "0")]
    [InlineData("tradeId", "\"a tradeId of more than thirty-six bytes\"")]
    [InlineData("instrument", "\"GC|Z3\"")]
    [InlineData("buyer", "{\"participant\":\"P01\"}")]
    [InlineData("buyer", "{\"participant\":\"P01\",\"account\":\"A/B\"}")]
    [InlineData("buyer", "{\"participant\":\"P01\",\"account\":\"HOUSE\",\"effect\":\"Reopen\"}")]
    public void What_the_decoder_refuses_the_schema_refuses(string member, string? value)
    {
        var record = JsonNode.Parse(File.ReadAllText(Repository.File("docs", "schema", "examples", "trade.json")))!.AsObject();
        record.Remove(member);
        if (value is not null)
            record[member] = JsonNode.Parse(value);
        var json = record.ToJsonString();

        Assert.NotEmpty(SchemaFiles.Problems("trade.json", json));
        var decoded = default(TradeRecord);
        Assert.False(TradeDecoder.For(TradeFormat.Json).TryDecode(Encoding.UTF8.GetBytes(json), ComputeMarket.Frozen, ref decoded, out _));
    }

    [Fact]
    public async Task Everything_that_the_commands_print_as_JSON_fits_its_schema()
    {
        using var folder = new TemporaryFolder();
        var (reference, trades) = (folder.Write("reference.yaml", ComputeMarket.Reference), folder.Write("trades.ndjson", ComputeMarket.Lines()));
        string[] day = ["--reference", reference, "--trading-day", "2013-10-08", trades];

        var settled = await Executable.RunAsync(null, ["compute", .. day]);
        Assert.True(settled.Code == 0, settled.Errors);
        Assert.Empty(SchemaFiles.Problems("result.json", settled.Output));
        var result = folder.Write("result.json", settled.Output);

        var blocked = await Executable.RunAsync(null, "compute", "--reference", reference, "--trading-day", "2013-10-08", folder.Write("hole.ndjson", ComputeMarket.Lines(without: 2)));
        Assert.Equal(5, blocked.Code);
        Assert.Empty(SchemaFiles.Problems("result.json", blocked.Output));

        var explained = await Executable.RunAsync(null, ["explain", "--account", "P01/A1", "--instrument", "GCZ3", "--output", "json", .. day]);
        Assert.True(explained.Code == 0, explained.Errors);
        Assert.Empty(SchemaFiles.Problems("explanation.json", explained.Output));
        Assert.All(JsonDocument.Parse(explained.Output).RootElement.GetProperty("steps").EnumerateArray(), static s => Assert.True(s.GetProperty("agrees").GetBoolean(), s.ToString()));

        var stated = await Executable.RunAsync(null, "statements", "--result", result, "--out", Path.Combine(folder.Path, "statements"));
        Assert.True(stated.Code == 0, stated.Errors);
        foreach (var statement in Directory.EnumerateFiles(Path.Combine(folder.Path, "statements"), "*.json"))
            Assert.Empty(SchemaFiles.Problems("statement.json", await File.ReadAllTextAsync(statement, TestContext.Current.CancellationToken)));
    }
}
