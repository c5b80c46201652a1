using System.Text.Json.Serialization;
using Settlement.Engine.Ports;

namespace Settlement.Kubernetes.Resources;

/// <summary>
/// What to settle and how. Market, trading day and revision never change; everything is fixed from the moment the run is Closing.
/// </summary>
public sealed class SettlementRunSpec
{
    /// <summary>The market to close: its MIC or the venue's own code, 1 to 32 characters. Cannot be changed.</summary>
    public string Market { get; set; } = "";

    /// <summary>
    /// The trading day to settle, as YYYY-MM-DD. Not the calendar date: a night session belongs to the next trading day. Cannot be changed.
    /// </summary>
    public string TradingDay { get; set; } = "";

    /// <summary>1 for the day's first settlement; a late correction is the next revision of the same day. Default 1. Cannot be changed.</summary>
    public int Revision { get; set; } = 1;

    /// <summary>Where the day is read from. Feed (default), or TradeStore: nothing is consumed, and close.marker cannot be seen.</summary>
    public TradeSource Source { get; set; } = TradeSource.Feed;

    /// <summary>Container image of the settlers. Default: the operator's own image.</summary>
    public string? Image { get; set; }

    /// <summary>How many settlers run, 1 to 16. Default 2: one closes, one stands by.</summary>
    public int Settlers { get; set; } = 2;

    /// <summary>How trades reach the settlers.</summary>
    public ConsumptionSpec Consumption { get; set; } = new();

    /// <summary>When the market closes.</summary>
    public CloseSpec Close { get; set; } = new();

    /// <summary>
    /// Automatic (default): the result is published as soon as it is settled. AfterVerification: it waits in the ledger until somebody releases it
    /// (annotation settlement.marketclose.io/release: "official", or release: Automatic) or rejects it (annotation settlement.marketclose.io/reject: a reason).
    /// </summary>
    public ReleasePolicy Release { get; set; } = ReleasePolicy.Automatic;

    /// <summary>
    /// The venue's own record of trades, read where the feed cannot be. Required when consumption.onFailure.then or source is TradeStore.
    /// </summary>
    public TradeStoreSpec? TradeStore { get; set; }

    /// <summary>The PostgreSQL database that holds reference data, checkpoints and results.</summary>
    public DatabaseSpec Ledger { get; set; } = new();

    /// <summary>Where the result is published.</summary>
    public PublicationSpec Publication { get; set; } = new();
}

/// <summary>A PostgreSQL database.</summary>
public sealed class DatabaseSpec
{
    /// <summary>How to connect.</summary>
    public ConnectionSpec Connection { get; set; } = new();
}

/// <summary>The venue's own record of trades.</summary>
public sealed class TradeStoreSpec
{
    /// <summary>How to connect.</summary>
    public ConnectionSpec Connection { get; set; } = new();

    /// <summary>True: a day from the feed is settled only when count, quantity and value of its trades and busts are those of the trade store. Default false.</summary>
    public bool Reconcile { get; set; }
}

/// <summary>When a settled result is published.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReleasePolicy>))]
public enum ReleasePolicy
{
    /// <summary>As soon as it is settled.</summary>
    Automatic,

    /// <summary>When somebody has verified and released it.</summary>
    AfterVerification,
}

/// <summary>How to connect to a database.</summary>
public sealed class ConnectionSpec
{
    /// <summary>The secret whose key holds an Npgsql connection string.</summary>
    public SecretReference SecretRef { get; set; } = new();
}

/// <summary>One key of a secret in the run's own namespace.</summary>
public sealed class SecretReference
{
    /// <summary>Name of the secret.</summary>
    public string Name { get; set; } = "";

    /// <summary>Key within the secret.</summary>
    public string Key { get; set; } = "";
}

/// <summary>Where the result is published.</summary>
public sealed class PublicationSpec
{
    /// <summary>Topics are named PREFIX.positions, PREFIX.prices, PREFIX.funds, PREFIX.deliveries, PREFIX.journal, PREFIX.differences and PREFIX.runs. Default "settlement".</summary>
    public string TopicPrefix { get; set; } = "settlement";
}
