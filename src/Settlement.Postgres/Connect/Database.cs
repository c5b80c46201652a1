using Npgsql;

namespace Settlement.Postgres.Connect;

/// <summary>Runs work on a connection, and turns failures into those of the ports.</summary>
internal sealed class Database(NpgsqlDataSource source, Failures failures)
{
    /// <summary>Runs statements that need no transaction around them.</summary>
    internal Task<T> RunAsync<T>(string doing, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        TranslateAsync(doing, async () =>
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return await work(connection).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Runs work on whatever connection it has.</summary>
    internal async Task<T> TranslateAsync<T>(string doing, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && failures.Translate(error, doing) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>
    /// Runs work in one transaction, READ COMMITTED: each statement sees what was committed before it, so one that waited for a lock sees
    /// what the holder wrote. The work is repeatable by key, hence a lost answer of this COMMIT is reported as unavailable and simply repeated.
    /// </summary>
    internal Task<T> TransactAsync<T>(string doing, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(doing, async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            var answer = await work(connection).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return answer;
        }, cancellationToken);
}
