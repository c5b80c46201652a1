using Npgsql;

namespace Settlement.Operator.Command;

/// <summary>Opens data sources from what people wrote.</summary>
internal static class Connection
{
    /// <summary>A data source; nothing is connected yet.</summary>
    /// <param name="text">Npgsql connection string.</param>
    /// <param name="from">Where it was written, for people.</param>
    /// <exception cref="UsageException">It is no connection string.</exception>
    public static NpgsqlDataSource Open(string text, string from) => NpgsqlDataSource.Create(Parse(text, from));

    /// <summary>The parts of a connection string.</summary>
    /// <param name="text">Npgsql connection string.</param>
    /// <param name="from">Where it was written, for people.</param>
    /// <exception cref="UsageException">It is none. The text itself is not repeated: it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text, string from)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(parts.Host))
                throw new UsageException($"{from} has no Host; write it as in \"Host=db;Database=ledger;Username=settlement\".");
            parts.ApplicationName ??= "settlement";
            return parts;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            throw new UsageException($"{from} is not an Npgsql connection string: {e.Message}", e);
        }
    }
}

/// <summary>What a person wrote on the command line or into the environment cannot be used.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
