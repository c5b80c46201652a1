using Npgsql;
using Settlement.Engine.Ports;

namespace Settlement.Postgres.Connect;

/// <summary>Says of each failure of a database what it means to the engine, by SQLSTATE and never by message text.</summary>
/// <param name="prefix">Start of the reasons: <c>Ledger</c> or <c>TradeStore</c>.</param>
/// <param name="database">Name of the database for people: <c>ledger</c> or <c>trade store</c>.</param>
/// <param name="source">Where it is; shown without its password.</param>
internal sealed class Failures(string prefix, string database, NpgsqlDataSource source)
{
    internal const string Fenced = "SE001";
    internal const string Invariant = "SE002";

    private readonly string _where = Where(source.ConnectionString);

    /// <summary>The failure to throw instead; null when <paramref name="error"/> is not the database's and must pass as it is.</summary>
    internal Exception? Translate(Exception error, string doing) => error switch
    {
        PostgresException { SqlState: Fenced } e => new FencedException($"{doing}: {e.MessageText}.", e),
        PostgresException { SqlState: Invariant or PostgresErrorCodes.RaiseException } e => new LedgerInvariantException($"{doing}: {e.MessageText}.", e),
        PostgresException e when e.SqlState.StartsWith("23", StringComparison.Ordinal) =>
            new LedgerInvariantException($"{doing}: {e.MessageText} ({e.ConstraintName ?? e.ColumnName ?? e.TableName}){(e.Detail is { } detail ? ": " + detail : ".")}", e),
        PostgresException { SqlState: "28P01" or "28000" } e => Unavailable("AccessDenied", doing, $"{e.MessageText}; check user and password of the connection", e),
        PostgresException { SqlState: "3D000" } e => Unavailable("AccessDenied", doing, $"{e.MessageText}; create it, or correct the connection", e),
        PostgresException { SqlState: "42501" } e => Unavailable("AccessDenied", doing, $"{e.MessageText}; grant the right to the connection's user", e),
        PostgresException { SqlState: "42P01" or "3F000" or "42883" or "42703" } e =>
            Unavailable("NotMigrated", doing, $"{e.MessageText}; run `settlement migrate` against it", e),
        PostgresException e when IsPassing(e.SqlState) => Unavailable("Unavailable", doing, e.MessageText, e),
        PostgresException => null,
        NpgsqlException e => Unavailable("Unavailable", doing, Innermost(e).Message, e),
        TimeoutException e => Unavailable("Unavailable", doing, e.Message, e),
        IOException e => Unavailable("Unavailable", doing, e.Message, e),
        _ => null,
    };

    /// <summary>A failure that trying again can cure: lost connection, restart, fail-over, resources, deadlock, cancelled wait.</summary>
    private static bool IsPassing(string state) =>
        state.Length == 5 && state[..2] is "08" or "53" or "57" or "58" or "40" or "55" || state is "25006" or "25P03";

    private LedgerUnavailableException Unavailable(string reason, string doing, string why, Exception inner) =>
        new(prefix + reason, $"{doing}: the {database} at {_where} says: {why.TrimEnd('.')}.", inner);

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;

    private static string Where(string connection)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection);
        return $"{parts.Host}:{parts.Port}/{parts.Database ?? parts.Username}";
    }
}
