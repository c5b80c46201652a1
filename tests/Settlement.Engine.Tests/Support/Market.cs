using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Trades;
using Settlement.Engine.Ports;

namespace Settlement.Engine.Tests.Support;

/// <summary>A market of two instruments and four accounts, its topic and its ledger, all in memory, and settlers over them.</summary>
internal sealed class Market
{
    public static readonly DateOnly Day = new(2013, 10, 8);
    private readonly long[] _sequence;
    private int _tradeIds;

    public Market(int partitions = 2)
    {
        Reference = new ReferenceData("COMEX", Day, [Gold("GCG4"), Gold("GCZ3")], [.. Enumerable.Range(1, 4).Select(static i => new Account("P0" + i, "A"))], []);
        Topic = new MemoryTopic(partitions);
        Ledger = new MemoryLedger(Reference, TimeProvider.System);
        TradeStore = new MemoryTradeStore(Reference, Rows);
        _sequence = new long[partitions];
    }

    public ReferenceData Reference { get; }

    public MemoryTopic Topic { get; }

    public MemoryLedger Ledger { get; }

    public List<TradeRecord> Rows { get; } = [];

    public MemoryTradeStore TradeStore { get; }

    public MemoryPublication Publication { get; } = new();

    public MemoryElection Election { get; } = new();

    public ScriptedClose Close { get; } = new();

    public ScriptedReview Review { get; } = new();

    /// <summary>A trade that goes to the topic and to the trade store.</summary>
    public TradeRecord Trade(int partition, long price = 13240, long quantity = 2, int day = 0)
    {
        var record = Next(partition, price, quantity, day);
        Topic.Append(partition, record);
        if (day == 0)
            Rows.Add(record);
        return record;
    }

    /// <summary>The bust of a trade, on any partition, and in the trade store unless told otherwise.</summary>
    public TradeRecord Bust(int partition, TradeRecord trade, bool toStore = true)
    {
        trade.Kind = TradeKind.Bust;
        trade.Sequence = ++_sequence[partition];
        Topic.Append(partition, trade);
        if (toStore)
            Rows.Add(trade);
        return trade;
    }

    /// <summary>A trade with the partition's next number, appended nowhere.</summary>
    public TradeRecord Next(int partition, long price = 13240, long quantity = 2, int day = 0)
    {
        TradeId.TryCreate(System.Text.Encoding.ASCII.GetBytes($"T{++_tradeIds}"), out var id);
        return new TradeRecord
        {
            Sequence = day == 0 ? ++_sequence[partition] : 1,
            Kind = TradeKind.Trade,
            TradingDay = Day.DayNumber + day,
            Instrument = partition % 2,
            Buyer = _tradeIds % 4,
            Seller = (_tradeIds + 1) % 4,
            Price = price + _tradeIds,
            Quantity = quantity,
            ExecutedAt = 1_381_190_400_000_000_000 + _tradeIds,
            TradeId = id,
        };
    }

    public void EndSession(int partition) => Topic.Append(partition, new TradeRecord
    {
        Sequence = _sequence[partition] + 1,
        Kind = TradeKind.EndOfSession,
        TradingDay = Day.DayNumber,
        Instrument = -1,
        Count = _sequence[partition],
        TotalQuantity = Rows.Where(r => r.Instrument == partition % 2).Sum(static r => r.Quantity) * (Int128)10_000_000_000,
    });

    public TestSettler Settler(string name, Func<SettlerOptions, SettlerOptions>? change = null, bool withStore = true, params int[] owned)
    {
        var options = new SettlerOptions
        {
            Key = new RunKey("COMEX", Day, 1),
            Owner = new RunOwner("uid-1", "default/comex"),
            PollInterval = TimeSpan.FromMilliseconds(5),
            RetryDelay = TimeSpan.FromMilliseconds(5),
            ReportInterval = TimeSpan.FromMilliseconds(20),
            CheckpointInterval = TimeSpan.FromMilliseconds(20),
            DrainTimeout = TimeSpan.FromSeconds(30),
            ReadsEverything = owned.Length == 0,
        };
        return new TestSettler(this, name, change?.Invoke(options) ?? options, withStore, owned);
    }

    private static Instrument Gold(string symbol) => new()
    {
        Symbol = symbol,
        Currency = "USD",
        PriceScale = 1,
        QuantityScale = 0,
        Tick = 1,
        Multiplier = 100,
        MultiplierScale = 0,
        Tiers = [new PriceTier(PriceTierKind.DayVwap), new PriceTier(PriceTierKind.PreviousSettlement)],
        PreviousSettlement = 13251,
    };
}

/// <summary>One settler over the market's ports, in its own task.</summary>
internal sealed class TestSettler
{
    private static readonly TimeSpan SettlerEnds = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _stop = new();

    public TestSettler(Market market, string name, SettlerOptions options, bool withStore, int[] owned)
    {
        var ports = new SettlerPorts(
            market.Topic,
            _ => market.Topic.Source(name, owned),
            market.Ledger,
            withStore ? _ => market.TradeStore : null,
            market.Publication,
            market.Election.For(name),
            market.Close,
            market.Review,
            Report,
            CrashPoints,
            TimeProvider.System);
        Engine = new Settler(options, ports, NullLogger<Settler>.Instance);
    }

    public Settler Engine { get; }

    public MemoryReport Report { get; } = new();

    public ScriptedCrashPoints CrashPoints { get; } = new();

    public Task<SettlerOutcome> Day { get; private set; } = Task.FromResult(SettlerOutcome.Failed);

    public TestSettler Start()
    {
        Day = Task.Run(() => Engine.RunAsync(_stop.Token));
        return this;
    }

    public Task<SettlerOutcome> EndAsync() => Day.WaitAsync(SettlerEnds, TestContext.Current.CancellationToken);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Day.ContinueWith(static _ => { }, TaskScheduler.Default).WaitAsync(SettlerEnds, TestContext.Current.CancellationToken);
    }

    public Task ReportsAsync(string reason) => Wait.UntilAsync($"the report {reason}", () => Report.Runs.Any(r => r.Reason == reason));
}

internal static class Wait
{
    private static readonly TimeSpan ConditionHolds = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(string what, Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < ConditionHolds, $"waited {ConditionHolds} for {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
