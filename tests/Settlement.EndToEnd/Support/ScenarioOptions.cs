using Settlement.Domain.Reference;

namespace Settlement.EndToEnd.Support;

/// <summary>What differs between scenarios; the defaults are the product's.</summary>
internal sealed record ScenarioOptions
{
    public string GroupMode { get; init; } = "Distinct";

    public string Recovery { get; init; } = "Checkpoint";

    public string Then { get; init; } = "TradeStore";

    /// <summary>Two where one takes over from the other, or both read a part; one where the second would only stand by.</summary>
    public int Settlers { get; init; } = 2;

    public int Trades { get; init; } = 400;

    public string DrainTimeout { get; init; } = "60s";

    public bool CloseOnMarker { get; init; }

    public string Format { get; init; } = "Json";

    public bool IdempotentFeed { get; init; } = true;

    /// <summary>Secret key of the ledger's connection; another one stands for wrong credentials.</summary>
    public string LedgerKey { get; init; } = "ledger";

    /// <summary>The market's reference data by its code; null for the venue's usual ones.</summary>
    public Func<string, MarketReference>? Reference { get; init; }

    /// <summary>False: the topic is not created.</summary>
    public bool CreateTopic { get; init; } = true;

    /// <summary>False: the market is not loaded; the scenario brings one of its own.</summary>
    public bool LoadReference { get; init; } = true;
}
