namespace Settlement.Kubernetes.Status;

/// <summary>Types of the conditions of a run. People script against them; they never change.</summary>
public static class RunConditions
{
    /// <summary>The day is prepared in the ledger: reference data is frozen and the settlers may consume.</summary>
    public const string Initialised = nameof(Initialised);

    /// <summary>Settlers fold trades.</summary>
    public const string Consuming = nameof(Consuming);

    /// <summary>The market is closed, every partition is folded up to the barrier and no trade is missing.</summary>
    public const string InputComplete = nameof(InputComplete);

    /// <summary>The result is in the ledger.</summary>
    public const string Settled = nameof(Settled);

    /// <summary>The result may be published.</summary>
    public const string Released = nameof(Released);

    /// <summary>The result is on Kafka.</summary>
    public const string Published = nameof(Published);

    /// <summary>Something is wrong that the run may survive, and a person should look.</summary>
    public const string Degraded = nameof(Degraded);
}

/// <summary>
/// Reasons of conditions and events that the operator gives itself. Reasons of settlers (such as WaitingForPredecessor, KafkaUnavailable, TopicAbsent,
/// SequenceHole, GateFailed, AlreadySettled) are shown as reported.
/// </summary>
public static class RunReasons
{
    /// <summary>The spec breaks rules that the API server did not know; nothing is created until it is mended.</summary>
    public const string InvalidSpec = nameof(InvalidSpec);

    /// <summary>Settlers are being started.</summary>
    public const string Starting = nameof(Starting);

    /// <summary>Settlers prepare the day.</summary>
    public const string Initialising = nameof(Initialising);

    /// <summary>No settler shows its state now.</summary>
    public const string NoSettlers = nameof(NoSettlers);

    /// <summary>The day must be prepared first.</summary>
    public const string NotInitialised = nameof(NotInitialised);

    /// <summary>The market has not closed yet.</summary>
    public const string MarketOpen = nameof(MarketOpen);

    /// <summary>The market is closed; settlers fold up to the barrier, check the gates and commit.</summary>
    public const string Draining = nameof(Draining);

    /// <summary>Nothing is consumed any more, because the result is there.</summary>
    public const string Closed = nameof(Closed);

    /// <summary>There is no result yet.</summary>
    public const string NotSettled = nameof(NotSettled);

    /// <summary>There is a result, and it has not been released yet.</summary>
    public const string NotReleased = nameof(NotReleased);

    /// <summary>The result waits for somebody to release or reject it.</summary>
    public const string AwaitingVerification = nameof(AwaitingVerification);

    /// <summary>The run was rejected.</summary>
    public const string Rejected = nameof(Rejected);

    /// <summary>There is a result, and it is not on Kafka yet.</summary>
    public const string NotPublished = nameof(NotPublished);

    /// <summary>The gates refuse the result.</summary>
    public const string GateFailed = nameof(GateFailed);

    /// <summary>A listener stopped consuming after a record could not be processed.</summary>
    public const string ListenerTripped = nameof(ListenerTripped);

    /// <summary>All is as it should be.</summary>
    public const string AsExpected = nameof(AsExpected);
}
