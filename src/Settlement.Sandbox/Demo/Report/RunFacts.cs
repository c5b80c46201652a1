namespace Settlement.Sandbox.Demo.Report;

/// <summary>All that was read back about a run.</summary>
/// <param name="Ledger">From PostgreSQL, the ledger.</param>
/// <param name="StoredTrades">From PostgreSQL, the trade store: the day's trades that came on the other way.</param>
/// <param name="Topics">From Kafka.</param>
/// <param name="Shown">From the API server: the resource; null where there is none.</param>
/// <param name="Kills">From the API server: processes of the run's pods that were killed.</param>
internal sealed record RunFacts(LedgerFacts Ledger, long StoredTrades, TopicFacts Topics, RunResource? Shown, IReadOnlyList<Kill> Kills);

/// <summary>A run in the ledger.</summary>
internal sealed record LedgerFacts
{
    public required string Market { get; init; }

    public required string TradingDay { get; init; }

    public required int Revision { get; init; }

    public required string Stage { get; init; }

    public required string? Source { get; init; }

    public required string? Digest { get; init; }

    public required long Epoch { get; init; }

    public required string Leader { get; init; }

    public required long? TradeCount { get; init; }

    public required long? Busts { get; init; }

    public required long? Duplicates { get; init; }

    public required long? Late { get; init; }

    public IReadOnlyList<ClaimedEpoch> Epochs { get; init; } = [];

    public IReadOnlyList<PriceReport> Prices { get; init; } = [];

    public IReadOnlyList<GateReport> Gates { get; init; } = [];

    public IReadOnlyList<AccountProfit> Accounts { get; init; } = [];

    /// <summary>Partitions with a barrier.</summary>
    public long Barriers { get; init; }

    /// <summary>Rows of positions.</summary>
    public long Positions { get; init; }

    /// <summary>Rows of funds.</summary>
    public long Funds { get; init; }

    /// <summary>Rows of the journal.</summary>
    public long JournalLines { get; init; }

    /// <summary>Debits less credits of the whole journal.</summary>
    public decimal JournalDifference { get; init; }

    /// <summary>Positions that do not open with what the predecessor closed with; 0 where the run has no predecessor.</summary>
    public long OpeningDifferences { get; init; }

    /// <summary>Whether the run has a predecessor.</summary>
    public bool HasPredecessor { get; init; }
}

/// <summary>An epoch and who claimed it when, by the ledger's clock.</summary>
internal sealed record ClaimedEpoch(long Epoch, string Leader, DateTimeOffset ClaimedAt);

/// <summary>Daily profit and loss of an account.</summary>
internal sealed record AccountProfit(string Account, string Currency, decimal Profit);

/// <summary>A run in the result topics, as a read-committed consumer sees it.</summary>
/// <param name="Markers">Digests of its markers.</param>
/// <param name="Prices">Rows of prices.</param>
/// <param name="Positions">Rows of positions.</param>
/// <param name="Funds">Rows of funds.</param>
/// <param name="JournalLines">Rows of the journal.</param>
internal sealed record TopicFacts(IReadOnlyList<string?> Markers, long Prices, long Positions, long Funds, long JournalLines);

/// <summary>A process that was killed.</summary>
/// <param name="Pod">Its pod.</param>
/// <param name="PodUid">The pod's uid.</param>
/// <param name="At">When, by the node's clock.</param>
internal sealed record Kill(string Pod, string PodUid, DateTimeOffset At);
