using Settlement.Domain.Trades;

namespace Settlement.Operator.Compute;

/// <summary>A trading day that can be computed, and read again.</summary>
internal interface IDaySource
{
    /// <summary>Computes the day.</summary>
    /// <exception cref="ComputeException">A record cannot be read or is refused.</exception>
    Task<ComputedDay> ComputeAsync(CancellationToken cancellationToken);

    /// <summary>Hands over every record, those of other days and repeated ones too, partition by partition.</summary>
    /// <exception cref="ComputeException">A record cannot be read.</exception>
    Task ReadAsync(DayRecordTarget target, CancellationToken cancellationToken);
}

/// <summary>Takes a record of a day. The partition is 0 for all records of a trade store.</summary>
internal delegate void DayRecordTarget(int partition, in TradeRecord record);
