using Npgsql;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Postgres.Connect;

namespace Settlement.Postgres.Runs;

public sealed partial class Ledger
{
    private static readonly TimeSpan ReadBackPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ReadBackLimit = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task CommitResultAsync(long runId, long epoch, ResultCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var result = commit.Result;
        var doing = $"Commit of the result of {result.Key} (run {runId}, epoch {epoch})";
        while (true)
        {
            UnknownOutcomeException unknown;
            try
            {
                await _database.RunAsync(doing, connection => CommitOnceAsync(connection, runId, epoch, commit, cancellationToken), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (UnknownOutcomeException error)
            {
                unknown = error;
            }

            Log.CommitOutcomeUnknown(logger, runId, epoch, unknown.InnerException);
            if (await ReadBackAsync(doing, runId, result, unknown, cancellationToken).ConfigureAwait(false))
            {
                Log.CommitReadBack(logger, runId, result.Digest);
                return;
            }
        }
    }

    private static async Task<bool> CommitOnceAsync(NpgsqlConnection connection, long runId, long epoch, ResultCommit commit, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await GuardAsync(connection, runId, epoch, cancellationToken).ConfigureAwait(false);
        if (await IsCommittedAsync(connection, runId, commit.Result, cancellationToken).ConfigureAwait(false))
            return true;
        await ResultWriter.WriteAsync(connection, runId, commit, cancellationToken).ConfigureAwait(false);
        await DifferenceWriter.WriteAsync(connection, runId, commit.Difference, cancellationToken).ConfigureAwait(false);
        await ReplaceGatesAsync(connection, runId, commit.Gates, cancellationToken).ConfigureAwait(false);
        await ResultWriter.SettleAsync(connection, runId, commit, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // Not cancellable from here: a COMMIT on its way may take effect, and then it must be read back rather than given up.
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (!IsRefusal(error))
        {
            throw new UnknownOutcomeException(error);
        }

        return true;
    }

    /// <summary>True when the server has answered that its checks refuse the result: then nothing was committed.</summary>
    private static bool IsRefusal(Exception error) =>
        error is PostgresException { SqlState: var state } && (state.StartsWith("SE", StringComparison.Ordinal) || state.StartsWith("23", StringComparison.Ordinal));

    /// <summary>
    /// Looks on a fresh connection whether the result is there. The look takes the run's row lock, so a COMMIT that the server is still
    /// working on is waited for: "not there" is final.
    /// </summary>
    private async Task<bool> ReadBackAsync(string doing, long runId, SettlementResult result, UnknownOutcomeException unknown, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await _database.TransactAsync(doing, async connection =>
                {
                    await connection.Command("select from settlement.runs where run_id = $1 for no key update", runId).ExecuteAsync(cancellationToken).ConfigureAwait(false);
                    return await IsCommittedAsync(connection, runId, result, cancellationToken).ConfigureAwait(false);
                }, cancellationToken).ConfigureAwait(false);
            }
            catch (LedgerUnavailableException error)
            {
                if (time.GetElapsedTime(started) > ReadBackLimit)
                    throw new LedgerUnavailableException(error.Reason,
                        $"{doing}: the answer of the COMMIT was lost ({unknown.InnerException?.Message}) and it cannot be read back: {error.Message} Repeat the commit; that is safe.", error);
            }

            await Task.Delay(ReadBackPause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> IsCommittedAsync(NpgsqlConnection connection, long runId, SettlementResult result, CancellationToken cancellationToken)
    {
        var digest = await connection.Command("select digest from settlement.runs where run_id = $1", runId).ScalarAsync<string>(cancellationToken).ConfigureAwait(false);
        if (digest is not null && digest != result.Digest)
            throw new LedgerInvariantException(
                $"{result.Key} (run {runId}) is settled with digest {digest}; a second result with digest {result.Digest} was not stored. One of them is wrong.");
        return digest is not null;
    }

    private sealed class UnknownOutcomeException(Exception inner) : Exception("The answer of the COMMIT was lost.", inner);
}
