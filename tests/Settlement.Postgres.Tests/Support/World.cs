using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Domain.Book;
using Settlement.Domain.Gates;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Engine.Ports;
using Settlement.Postgres.Reference;
using Settlement.Postgres.Runs;

namespace Settlement.Postgres.Tests.Support;

/// <summary>A small market with a ledger: two accounts, one instrument, and results that balance.</summary>
internal sealed class World : IAsyncDisposable
{
    internal static readonly DateOnly Day = new(2013, 10, 8);
    internal static readonly RunKey Key = new("COMEX", Day, 1);
    internal static readonly RunOwner Owner = new("uid-1", "default/comex-2013-10-08");
    internal static readonly IReadOnlyDictionary<int, long> Low = new Dictionary<int, long> { [0] = 10, [1] = 20 };
    internal static readonly IReadOnlyDictionary<int, long> Barrier = new Dictionary<int, long> { [0] = 100, [1] = 200 };
    internal static readonly IReadOnlyDictionary<int, long> NextDay = new Dictionary<int, long> { [0] = 90, [1] = 200 };
    internal static readonly IReadOnlyList<GateResult> Gates = [.. Enum.GetValues<Gate>().Select(static g => new GateResult(g, true, "0 = 0"))];

    private World(NpgsqlDataSource source, string connection)
    {
        Source = source;
        ConnectionString = connection;
        Ledger = new Ledger(source, TimeProvider.System, NullLogger<Ledger>.Instance);
        References = new ReferenceStore(source);
    }

    internal NpgsqlDataSource Source { get; }

    internal string ConnectionString { get; }

    internal Ledger Ledger { get; }

    internal ReferenceStore References { get; }

    internal static async Task<World> CreateAsync(TestServer server)
    {
        var (source, connectionString) = await server.CreateMigratedWithAddressAsync();
        return new World(source, connectionString);
    }

    /// <summary>A world with a database in which nothing is.</summary>
    internal static async Task<World> EmptyAsync(TestServer server)
    {
        var connectionString = await server.CreateDatabaseAsync();
        return new World(NpgsqlDataSource.Create(connectionString), connectionString);
    }

    /// <summary>A world with its opening loaded and one run registered.</summary>
    internal static async Task<(World World, long RunId, ReferenceData Reference)> RegisteredAsync(TestServer server)
    {
        var world = await CreateAsync(server);
        await world.References.LoadAsync(Market(), Token);
        var registration = await world.Ledger.RegisterAsync(Key, Owner, Low, Token);
        Assert.Equal(RegistrationOutcome.Registered, registration.Outcome);
        return (world, registration.RunId, registration.Reference!);
    }

    /// <summary>A run with a claimed epoch, its barrier drawn and its source decided.</summary>
    internal static async Task<(World World, long RunId, long Epoch, ReferenceData Reference)> ClosingAsync(TestServer server)
    {
        var (world, runId, reference) = await RegisteredAsync(server);
        return (world, runId, await world.CloseAsync(runId), reference);
    }

    internal async Task<long> CloseAsync(long runId)
    {
        var epoch = await Ledger.ClaimEpochAsync(runId, "settler-0", Token);
        await Ledger.DrawBarrierAsync(runId, epoch, Barrier, Token);
        await Ledger.DecideSourceAsync(runId, epoch, new SourceDecision(TradeSource.Feed), Token);
        return epoch;
    }

    internal Task CommitAsync(long runId, long epoch, SettlementResult result, Ledger? ledger = null, params LateRecord[] late) =>
        (ledger ?? Ledger).CommitResultAsync(runId, epoch, new ResultCommit(result, ClosingData.Empty, Gates, NextDay, new CommitStatistics(2, 1, late)), Token);

    internal static LateRecord Late(long offset, int daysBefore = 1) => new(1, new LateTrade(offset, Day.AddDays(-daysBefore), 17, "T17"));

    internal static MarketReference Market(OpeningSet? opening = null) => new()
    {
        Market = "COMEX",
        Instruments =
        [
            new MarketInstrument
            {
                Symbol = "GCZ3",
                Currency = "USD",
                PriceScale = 1,
                QuantityScale = 0,
                Tick = 0.1m,
                Multiplier = 100m,
                Tiers =
                [
                    new MarketTier(PriceTierKind.WindowVwap, new LocalWindow(new TimeOnly(13, 28), new TimeOnly(13, 30), "America/New_York")),
                    new MarketTier(PriceTierKind.DayVwap),
                    new MarketTier(PriceTierKind.PreviousSettlement),
                ],
            },
        ],
        Accounts = [new Account("P01", "A1"), new Account("P02", "B1")],
        Opening = opening ?? new OpeningSet(Day, [CarriedPosition.Net("P01", "A1", "GCZ3", 3m), CarriedPosition.Net("P02", "B1", "GCZ3", -3m)],
            new Dictionary<string, decimal> { ["GCZ3"] = 1325.1m }),
    };

    /// <summary>A result that balances: A1 buys <paramref name="bought"/> from B1 at 1320.0; settlement price 1324.6.</summary>
    internal static SettlementResult Result(ReferenceData reference, RunKey? key = null, decimal bought = 2m, decimal opening = 3m, decimal previous = 1325.1m)
    {
        const decimal price = 1324.6m, traded = 1320.0m, multiplier = 100m;
        var close = 0m;
        var open = ((price - traded) * bought * multiplier) + ((price - previous) * opening * multiplier);
        JournalRow[] journal =
        [
            new(JournalRow.ClearingHouse, "GCZ3", JournalKind.VariationMargin, "USD", Amount.FromDecimal(Math.Abs(open)), Amount.Zero),
            new(JournalRow.ClearingHouse, "GCZ3", JournalKind.VariationMargin, "USD", Amount.Zero, Amount.FromDecimal(Math.Abs(open))),
            new("P01/A1", "GCZ3", JournalKind.VariationMargin, "USD", Amount.FromDecimal(Math.Max(-open, 0)), Amount.FromDecimal(Math.Max(open, 0))),
            new("P02/B1", "GCZ3", JournalKind.VariationMargin, "USD", Amount.FromDecimal(Math.Max(open, 0)), Amount.FromDecimal(Math.Max(-open, 0))),
        ];
        var result = new SettlementResult
        {
            Key = key ?? Key,
            ReferenceHash = reference.Hash,
            ClosingHash = ClosingData.Empty.Hash,
            TradeCount = 1,
            BustCount = 0,
            Prices = [Price(price, bought, opening + bought)],
            Positions = [Position("P01", "A1", opening, bought, traded * multiplier, close, open), Position("P02", "B1", -opening, -bought, traded * multiplier, -close, -open)],
            Funds = [Funds("P01", "A1", open), Funds("P02", "B1", -open)],
            Deliveries = [],
            Journal = journal,
            Digest = "",
        };
        return result with { Digest = CanonicalRows.DigestOf(result) };
    }

    private static PriceRow Price(decimal price, decimal volume, decimal openInterest) => new()
    {
        Instrument = "GCZ3",
        Kind = InstrumentKind.Future,
        Currency = "USD",
        Price = price,
        Rule = "",
        Tier = PriceTierKind.WindowVwap,
        Unrounded = 1324.642049m,
        WindowFrom = 1_381_253_280_000_000_000,
        WindowTo = 1_381_253_400_000_000_000,
        EvidenceTrades = 7,
        EvidenceVolume = 2m,
        Trades = 1,
        Volume = volume,
        OpenInterest = openInterest,
    };

    private static PositionRow Position(string participant, string account, decimal opening, decimal traded, decimal value, decimal close, decimal open) => new()
    {
        Participant = participant,
        Account = account,
        Instrument = "GCZ3",
        Currency = "USD",
        OpeningLong = Math.Max(opening, 0),
        OpeningShort = Math.Max(-opening, 0),
        Bought = Math.Max(traded, 0),
        Sold = Math.Max(-traded, 0),
        ClosingLong = Math.Max(opening + traded, 0),
        ClosingShort = Math.Max(-opening - traded, 0),
        BoughtValue = Amount.FromDecimal(Math.Max(traded, 0) * value),
        SoldValue = Amount.FromDecimal(Math.Max(-traded, 0) * value),
        CloseProfit = Amount.FromDecimal(close),
        PositionProfit = Amount.FromDecimal(open),
        DayProfit = Amount.FromDecimal(close + open),
        Fees = Amount.Zero,
        LongMargin = Amount.Zero,
        ShortMargin = Amount.Zero,
    };

    private static FundsRow Funds(string participant, string account, decimal profit) => new()
    {
        Participant = participant,
        Account = account,
        Currency = "USD",
        OpeningReserve = Amount.Zero,
        OpeningMargin = Amount.Zero,
        Deposits = Amount.Zero,
        Withdrawals = Amount.Zero,
        DayProfit = Amount.FromDecimal(profit),
        Fees = Amount.Zero,
        Margin = Amount.Zero,
        Reserve = Amount.FromDecimal(profit),
        Equity = Amount.FromDecimal(profit),
        Available = Amount.FromDecimal(profit),
        RiskRatio = profit > 0 ? 0 : null,
    };

    /// <summary>Sessions of this database that wait for a lock.</summary>
    internal const string Blocked = "select a.pid from pg_locks l join pg_stat_activity a on a.pid = l.pid where a.datname = current_database() and not l.granted";

    /// <summary>Waits until a session of this database waits for a lock.</summary>
    internal Task IsBlockedAsync() => Condition.WaitAsync("a session that waits for a lock", () => Source.ScalarAsync<bool>($"select exists ({Blocked})"));

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
