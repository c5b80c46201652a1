using System.CommandLine;
using Npgsql;

namespace Settlement.Operator.Command;

/// <summary>A database's connection: an option, or a variable that keeps the password out of process lists.</summary>
/// <param name="Option">The option.</param>
/// <param name="Variable">The environment variable behind it.</param>
internal sealed record DatabaseOption(Option<string?> Option, string Variable)
{
    /// <summary>The ledger's.</summary>
    public static DatabaseOption Ledger() => Create("--ledger", "SETTLEMENT_LEDGER", "ledger");

    /// <summary>The trade store's.</summary>
    public static DatabaseOption TradeStore() => Create("--trade-store", "SETTLEMENT_TRADE_STORE", "trade store");

    /// <summary>The connection that is given; null when none is.</summary>
    /// <exception cref="UsageException">It is no connection string.</exception>
    public NpgsqlDataSource? Open(ParseResult arguments)
    {
        var (text, from) = arguments.GetValue(Option) is { } given ? (given, Option.Name) : (Environment.GetEnvironmentVariable(Variable), Variable);
        return string.IsNullOrWhiteSpace(text) ? null : Connection.Open(text, from);
    }

    private static DatabaseOption Create(string name, string variable, string database) => new(
        new Option<string?>(name) { HelpName = "CONNECTION", Description = $"Npgsql connection string of the {database}, as in \"Host=db;Database=ledger;Username=settlement\". Else the variable {variable}." },
        variable);
}
