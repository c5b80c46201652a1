using Settlement.Domain.Settle;

namespace Settlement.Engine.Ports;

/// <summary>Publishes a committed result to Kafka, once, all or nothing.</summary>
public interface IPublication
{
    /// <summary>
    /// Fences every earlier publisher of the run, then looks for the run's marker: if it is there nothing is sent, else all rows and the marker go in one transaction.
    /// </summary>
    /// <param name="result">The committed result.</param>
    /// <param name="difference">For a revision: what it changes, published with it; null when it takes no result's place.</param>
    /// <param name="beforeCommit">Called when everything is sent and the transaction is about to be committed.</param>
    /// <param name="cancellationToken">Stops before the commit; the transaction is aborted.</param>
    /// <exception cref="PublicationException">Says whether trying again can help.</exception>
    Task<PublicationOutcome> PublishAsync(SettlementResult result, RevisionDifference? difference, Func<CancellationToken, Task> beforeCommit, CancellationToken cancellationToken);
}

/// <summary>How a publication ended.</summary>
public enum PublicationOutcome
{
    /// <summary>Sent and committed now.</summary>
    Published,

    /// <summary>The marker with the same digest was there already.</summary>
    AlreadyPublished,
}

/// <summary>A publication failed.</summary>
public sealed class PublicationException(string message, bool isFenced, bool canRetry, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A successor has taken the transactional id: this process no longer leads.</summary>
    public bool IsFenced { get; } = isFenced;

    /// <summary>True when trying again can help.</summary>
    public bool CanRetry { get; } = canRetry;
}
