namespace Settlement.EndToEnd.Support;

/// <summary>What differs between scenarios; the defaults are the product's.</summary>
internal sealed record ScenarioOptions
{
    public string GroupMode { get; init; } = "Distinct";

    public string Recovery { get; init; } = "Checkpoint";

    public string Then { get; init; } = "TradeStore";

    public int Settlers { get; init; } = 2;

    public int Trades { get; init; } = 400;

    public string DrainTimeout { get; init; } = "60s";

    public bool CloseOnMarker { get; init; }

    public string Format { get; init; } = "Json";

    public bool IdempotentFeed { get; init; } = true;

    /// <summary>Secret key of the ledger's connection; another one stands for wrong credentials.</summary>
    public string LedgerKey { get; init; } = "ledger";

    /// <summary>False: the topic is not created.</summary>
    public bool CreateTopic { get; init; } = true;
}
