using Settlement.Operator.Tests.Reference;
using Settlement.Operator.Tests.Support;

namespace Settlement.Operator.Tests.Command;

public sealed class ArgumentTests
{
    [Theory]
    [InlineData("Unrecognized command or argument '--everything'", "migrate", "--everything")]
    [InlineData("--wait: 'soon' is not a duration such as 60s or 5m", "migrate", "--wait", "soon")]
    [InlineData("Nothing to migrate: give --ledger or --trade-store, or set SETTLEMENT_LEDGER or SETTLEMENT_TRADE_STORE", "migrate")]
    [InlineData("--ledger is not an Npgsql connection string", "migrate", "--ledger", "postgres://x")]
    [InlineData("--trade-store has no Host", "migrate", "--trade-store", "Database=x")]
    [InlineData("Required argument 'FILE' missing", "reference", "load")]
    [InlineData("No ledger is given: use --ledger or set SETTLEMENT_LEDGER", "reference", "load", "x.yaml")]
    [InlineData("/nowhere/x.yaml cannot be read", "reference", "load", "/nowhere/x.yaml", "--ledger", "Host=h")]
    public async Task Bad_arguments_end_with_code_2_and_say_what_is_wrong(string message, params string[] arguments)
    {
        var ended = await Executable.RunAsync(null, arguments);

        Assert.Equal(2, ended.Code);
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("reference", "load")]
    public async Task Each_command_tells_its_options(params string[] command)
    {
        var ended = await Executable.RunAsync(null, [.. command, "--help"]);

        Assert.Equal(0, ended.Code);
        Assert.Contains("--ledger", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("reference", "load", "-")]
    public async Task A_ledger_that_does_not_come_in_time_ends_with_code_1_and_its_address(params string[] command)
    {
        using var file = new TemporaryFile(ReferenceFiles.Good);
        var variables = new Dictionary<string, string> { ["SETTLEMENT_LEDGER"] = "Host=127.0.0.1;Port=1;Database=ledger;Username=u;Password=secret" };

        var ended = await Executable.RunAsync(variables, [.. command.Select(c => c == "-" ? file.Path : c), "--wait", "1s"]);

        Assert.Equal(1, ended.Code);
        Assert.Contains("the ledger at 127.0.0.1:1/ledger says: Connection refused. Waiting for it, at most 1 s.", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_file_with_problems_ends_with_code_6_and_tells_all_of_them()
    {
        using var file = new TemporaryFile(ReferenceFiles.With("USD", "dollars"));

        var ended = await Executable.RunAsync(null, "reference", "load", file.Path, "--ledger", "Host=127.0.0.1;Port=1", "--wait", "0s");

        Assert.Equal(6, ended.Code);
        Assert.Equal(
            [
                $"{file.Path}:4: instruments[0].currency: 'dollars' is not an ISO 4217 code such as USD",
                $"{file.Path}:14: instruments[1].currency: 'dollars' is not an ISO 4217 code such as USD",
                "2 problems; nothing is loaded.",
            ],
            ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
