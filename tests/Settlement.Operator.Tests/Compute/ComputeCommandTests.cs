using System.Security.Cryptography;
using System.Text.Json;
using Settlement.Kafka.Wire;
using Settlement.Operator.Tests.Support;

namespace Settlement.Operator.Tests.Compute;

public sealed class ComputeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _reference;

    public ComputeCommandTests() => _reference = _folder.Write("reference.yaml", ComputeMarket.Reference);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task JSON_and_Protobuf_files_and_the_standard_input_give_one_digest()
    {
        var json = await DigestAsync(_folder.Write("trades.ndjson", ComputeMarket.Lines()));

        Assert.Equal(json, await DigestAsync(Protobuf("trades.pb", ComputeMarket.Trades())));
        var piped = await PipeAsync(ComputeMarket.Lines(), "compute", "--reference", _reference, "--trading-day", "2013-10-08", "-");
        Assert.Equal(json, Digest(piped.Output));
    }

    [Fact]
    public async Task The_same_trades_in_other_partitions_and_order_give_the_same_digest()
    {
        // Without the end of the session, whose totals are those of one partition.
        var trades = ComputeMarket.Trades().SkipLast(1).ToList();
        var whole = await DigestAsync(Protobuf("whole.pb", trades));
        var even = trades.Where(static t => t.Sequence % 2 == 0).Select(static (t, i) => t with { Sequence = i + 1 });
        var odd = trades.Where(static t => t.Sequence % 2 == 1).Reverse().Select(static (t, i) => t with { Sequence = i + 1 });

        Assert.Equal(whole, await DigestAsync(Protobuf("even.pb", even), Protobuf("odd.pb", odd)));
        Assert.Equal(whole, await DigestAsync(Protobuf("odd.pb", odd), Protobuf("even.pb", even)));
        Assert.Equal(whole, await DigestAsync(Protobuf("twice.pb", trades.Concat(trades))));
    }

    [Fact]
    public async Task The_canonical_rows_have_the_digest_that_is_printed()
    {
        var rows = Path.Combine(_folder.Path, "rows");

        var digest = await DigestAsync(_folder.Write("trades.ndjson", ComputeMarket.Lines()), "--rows", rows);

        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(rows, TestContext.Current.CancellationToken))));
    }

    [Fact]
    public async Task A_day_that_a_gate_refuses_ends_with_code_5_and_says_what_is_missing()
    {
        var ended = await ComputeAsync(_folder.Write("hole.ndjson", ComputeMarket.Lines(without: 2)), "--output", "table");

        Assert.Equal(5, ended.Code);
        Assert.Contains("BLOCKED", ended.Output, StringComparison.Ordinal);
        Assert.Matches(@"NoSequenceHole +FAILED  .*partition 0.*\b2\b", ended.Output);
        Assert.Contains("digest     none", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_bad_file_is_named_with_its_line_and_nothing_is_printed()
    {
        var bad = _folder.Write("bad.ndjson", ComputeMarket.Lines().Replace("\"price\":\"1324.0\"", "\"price\":\"1324.05\"", StringComparison.Ordinal));
        var cut = _folder.Write("cut.pb", (await File.ReadAllBytesAsync(Protobuf("good.pb", ComputeMarket.Trades()), TestContext.Current.CancellationToken))[..^3]);

        var ended = await ComputeAsync(bad, cut, "/nowhere/trades");

        Assert.Equal(6, ended.Code);
        Assert.Empty(ended.Output);
        Assert.Contains($"{bad}:2: field price: 1324.05 has more decimals than the 1 of GCZ3", ended.Errors, StringComparison.Ordinal);
        Assert.Contains($"{cut}: record 9 at byte ", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("/nowhere/trades: cannot be read", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Nothing is settled", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"sequence\":1", "line-cut.ndjson:1: ")]
    [InlineData("\n\n[1]\n", "line-cut.ndjson:3: ")]
    public async Task What_is_no_record_is_refused_at_its_line(string content, string message)
    {
        var ended = await ComputeAsync(_folder.Write("line-cut.ndjson", content), "--format", "json");

        Assert.Equal(6, ended.Code);
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bust_of_an_unknown_trade_blocks_wherever_it_stands()
    {
        var trades = ComputeMarket.Trades().SkipLast(1).ToList();
        trades[^1] = trades[^1] with { TradeId = "T99" };

        var ended = await ComputeAsync(Protobuf("unknown.pb", trades));

        Assert.Equal(5, ended.Code);
        var gate = JsonDocument.Parse(ended.Output).RootElement.GetProperty("gates").EnumerateArray().Single(static g => !g.GetProperty("passed").GetBoolean());
        Assert.Equal("BustsMatched", gate.GetProperty("gate").GetString());
        Assert.Contains("T99", gate.GetProperty("evidence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_was_changed_is_no_opening()
    {
        var result = (await ComputeAsync(_folder.Write("trades.ndjson", ComputeMarket.Lines()))).Output;
        var next = _folder.Write("next.json", result);
        var changed = _folder.Write("changed.json", result.Replace("\"closingLong\":\"4\"", "\"closingLong\":\"5\"", StringComparison.Ordinal));

        var good = await Executable.RunAsync(null, "compute", "--reference", _reference, "--trading-day", "2013-10-09", "--opening-from", next);
        var bad = await Executable.RunAsync(null, "compute", "--reference", _reference, "--trading-day", "2013-10-09", "--opening-from", changed);
        var same = await Executable.RunAsync(null, "compute", "--reference", _reference, "--trading-day", "2013-10-08", "--opening-from", next);

        Assert.True(good.Code == 0, good.Errors);
        Assert.NotEqual(result, await File.ReadAllTextAsync(changed, TestContext.Current.CancellationToken));
        Assert.Equal((6, 6), (bad.Code, same.Code));
        Assert.Contains("changed.json: its rows have the digest", bad.Errors, StringComparison.Ordinal);
        Assert.Contains("next.json: is the result of COMEX 2013-10-08 r1", same.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Option '--reference' is required", "compute", "--trading-day", "2013-10-08")]
    [InlineData("'8.10.2013' is not a date such as 2013-10-08", "compute", "--reference", "x", "--trading-day", "8.10.2013")]
    [InlineData("--revision: '0' must be a whole number from 1", "compute", "--reference", "x", "--trading-day", "2013-10-08", "--revision", "0")]
    [InlineData("'-' is there twice", "compute", "--reference", "x", "--trading-day", "2013-10-08", "-", "-")]
    [InlineData("/nowhere/x.yaml cannot be read", "compute", "--reference", "/nowhere/x.yaml", "--trading-day", "2013-10-08")]
    [InlineData("A run of the ledger is named by --market and --trading-day", "verify", "--ledger", "Host=h")]
    [InlineData("No ledger is given", "verify", "--market", "M", "--trading-day", "2013-10-08")]
    [InlineData("No ledger is given", "statements", "--out", "x")]
    public async Task Bad_arguments_end_with_code_2(string message, params string[] arguments)
    {
        var ended = await Executable.RunAsync(null, arguments);

        Assert.Equal(2, ended.Code);
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    private Task<Ended> ComputeAsync(params string[] arguments) =>
        Executable.RunAsync(null, ["compute", "--reference", _reference, "--trading-day", "2013-10-08", .. arguments]);

    private async Task<string> DigestAsync(params string[] arguments)
    {
        var ended = await ComputeAsync(arguments);
        Assert.True(ended.Code == 0, ended.Errors + ended.Output);
        return Digest(ended.Output);
    }

    private static string Digest(string output) => JsonDocument.Parse(output).RootElement.GetProperty("digest").GetString()!;

    private static async Task<Ended> PipeAsync(string input, params string[] arguments)
    {
        using var process = Executable.Start(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Ended(process.ExitCode, output, errors);
    }

    private string Protobuf(string name, IEnumerable<TradeMessage> trades)
    {
        var stream = new MemoryStream();
        foreach (var trade in trades)
            TradeFiles.WriteDelimited(stream, TradeEncoder.Encode(trade, TradeFormat.Protobuf));
        return _folder.Write(name, stream.ToArray());
    }
}
