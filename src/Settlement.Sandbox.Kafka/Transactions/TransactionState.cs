namespace Settlement.Sandbox.Kafka.Transactions;

/// <summary>
/// Where a transactional producer is. Markers are written in the same step as the decision, so a transaction is never seen between decided and complete.
/// </summary>
internal enum TransactionState
{
    Empty,
    Ongoing,
    CompleteCommit,
    CompleteAbort,
}
