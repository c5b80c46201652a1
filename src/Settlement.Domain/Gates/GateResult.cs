namespace Settlement.Domain.Gates;

/// <summary>The checks that a result must pass before anything is committed; the names are stored, shown and scripted against.</summary>
public enum Gate
{
    /// <summary>No sequence number is missing in any partition, up to the end-of-session count where there is one.</summary>
    NoSequenceHole,

    /// <summary>No sequence number was used for two different records.</summary>
    NoSequenceConflict,

    /// <summary>Records consumed = trades + busts + ends of session + duplicates + late + later ones.</summary>
    RecordsAccounted,

    /// <summary>Counts and quantities of the partitions equal those of their end-of-session records, where there are any.</summary>
    ControlTotals,

    /// <summary>Every future that was traded or carried has a settlement price.</summary>
    PriceFound,

    /// <summary>Net quantity over all accounts is zero per instrument.</summary>
    NetQuantityZero,

    /// <summary>Closing = opening + bought − sold in every row; open interest, turnover and fees are the same from every side.</summary>
    PositionsCarry,

    /// <summary>Daily profit and loss sums to exactly zero per instrument.</summary>
    ProfitZeroSum,

    /// <summary>Total and itemised profit and loss agree in every row.</summary>
    ProfitFormsAgree,

    /// <summary>Debits equal credits per currency.</summary>
    JournalBalances,

    /// <summary>The opening positions and funds are the closing ones of the settled trading day before.</summary>
    OpeningCarried,

    /// <summary>Where long and short are kept apart, no account has closed more than it held.</summary>
    PositionsHeld,

    /// <summary>Open interest has not changed by more than the volume.</summary>
    OpenInterestBounded,

    /// <summary>Quantity and cash to be delivered sum to zero over all participants per cash instrument.</summary>
    DeliveryNetsToZero,

    /// <summary>Equity = opening equity + deposits − withdrawals + daily profit − fees, per account and in total.</summary>
    FundsCarry,

    /// <summary>Every bust cancels exactly one trade of the day, of the same id and economics.</summary>
    BustsMatched,

    /// <summary>Where it is asked for: count, quantity and value of trades and busts are those of the trade store, per instrument.</summary>
    Reconciled,

    /// <summary>Where the venue's file states totals: counts of trades and busts, quantity and value of what stands are those of the book, per instrument and in total.</summary>
    ControlFile,
}

/// <summary>Outcome of one gate.</summary>
/// <param name="Gate">Which check.</param>
/// <param name="Passed">False blocks the run.</param>
/// <param name="Evidence">The figures that it compared, for people; never empty.</param>
public sealed record GateResult(Gate Gate, bool Passed, string Evidence);
