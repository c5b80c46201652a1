namespace Settlement.Engine.Ports;

/// <summary>
/// Nominates one settler of a run to close the market. A nomination makes contention rare and takeover quick;
/// it is not mutual exclusion: two settlers may believe that they are nominated, and the ledger's epoch decides.
/// </summary>
public interface IElection
{
    /// <summary>Waits until this process is nominated.</summary>
    /// <param name="standBack">
    /// Asked before each attempt. While true, this settler lets a full lease period pass with the lease free before it
    /// takes it, so that a healthier settler can close instead; a nomination that it holds is not affected.
    /// </param>
    /// <param name="cancellationToken">Ends the campaign; nothing is held afterwards.</param>
    /// <returns>The nomination. Dispose it to release it, after all guarded work has stopped.</returns>
    /// <exception cref="OperationCanceledException">The campaign was ended.</exception>
    Task<INomination> CampaignAsync(Func<bool> standBack, CancellationToken cancellationToken);
}

/// <summary>A held nomination. Disposing it releases it, so that a successor need not wait for it to run out.</summary>
public interface INomination : IAsyncDisposable
{
    /// <summary>Cancelled when the nomination is lost or can no longer be proven; all work under it must stop.</summary>
    CancellationToken Lost { get; }

    /// <summary>Identity under which it is held, unique per process; for logs, status and the ledger's epochs.</summary>
    string Holder { get; }
}
