using Settlement.Domain.Book;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Trades;
using Settlement.Engine.Ports;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Postgres.Tests;

/// <summary>Fees, margin, money and deliveries in the ledger: what it takes, what it refuses, and what it carries into the next day.</summary>
public sealed class MoneyTests(TestServer server)
{
    private static readonly ClosingData Flows = ClosingData.Empty with { Flows = [new CashFlow("P02", "B1", "USD", Amount.FromDecimal(500), Amount.FromDecimal(20.5m))] };

    public static TheoryData<string, string> BrokenResults => new()
    {
        { "funds equation", "funds_carry" },
        { "equity", "funds_equity" },
        { "available", "funds_available" },
        { "risk ratio", "funds_risk_ratio" },
        { "no risk ratio", "funds_risk_ratio" },
        { "negative side", "positions_not_negative" },
        { "fees of funds", "funds of P01/A1 in USD do not have the profit, fees and margin of its positions" },
        { "margin of positions", "funds of P01/A1 in USD do not have the profit, fees and margin of its positions" },
        { "no funds", "funds of P02/B1 in USD do not have the profit, fees and margin of its positions" },
        { "instruction", "deliveries_instruction" },
        { "delivery of nothing", "deliveries_of_something" },
        { "delivered quantity", "deliveries in SHARE leave a quantity of 1 and cash of 0" },
        { "delivered cash", "deliveries in SHARE leave a quantity of 0 and cash of 0.01" },
        { "other delivery", "the delivery of P01 in SHARE is not the net of its positions" },
        { "no deliveries", "the delivery of P01 in SHARE is not the net of its positions" },
        { "kind of posting", "journal of Deposit in USD: debits 0, credits 500" },
        { "turnover", "turnover bought and sold in SHARE differs by 1" },
        { "carried cash", "prices_cash_not_carried" },
        { "future without price", "prices_of_futures" },
    };

    [Fact]
    public async Task Result_with_fees_margin_money_and_deliveries_is_read_back_as_it_was_committed()
    {
        var (world, runId, epoch, result) = await SettledAsync();
        await using var _ = world;

        await CommitAsync(world, runId, epoch, result);

        var read = await world.Ledger.ReadResultAsync(runId, Token);
        Assert.Equal(result.Prices, read.Prices);
        Assert.Equal(result.Positions, read.Positions);
        Assert.Equal(result.Funds, read.Funds);
        Assert.Equal(result.Deliveries, read.Deliveries);
        Assert.Equal(result.Journal, read.Journal);
        Assert.Equal((result.ClosingHash, result.Digest, result.Digest), (read.ClosingHash, read.Digest, CanonicalRows.DigestOf(read)));
        Assert.Equal((2, 2), (read.Deliveries.Count, read.Funds.Count));
        Assert.All(read.Positions.Where(static p => p.Instrument == "GROSS"), static p => Assert.True(p.ClosingLong > 0 && p.ClosingShort > 0 && p.Fees > Amount.Zero && p.LongMargin > Amount.Zero));
    }

    [Theory]
    [MemberData(nameof(BrokenResults))]
    public async Task A_result_that_breaks_a_rule_of_money_or_delivery_is_refused_whole(string rule, string message)
    {
        var (world, runId, epoch, result) = await SettledAsync();
        await using var _ = world;

        var error = await Assert.ThrowsAsync<LedgerInvariantException>(() => CommitAsync(world, runId, epoch, Break(result, rule)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await world.Source.ScalarAsync<long>("select (select count(*) from settlement.funds) + (select count(*) from settlement.deliveries) + (select count(*) from settlement.positions)"));
    }

    [Fact]
    public async Task Next_day_opens_with_both_sides_and_all_money_and_without_what_is_delivered()
    {
        var (world, runId, epoch, result) = await SettledAsync();
        await using var _ = world;
        await CommitAsync(world, runId, epoch, result);
        await world.Ledger.ReleaseAsync(runId, epoch, Token);

        var next = await world.Ledger.RegisterAsync(World.Key with { TradingDay = World.Day.AddDays(1) }, World.Owner, World.Low, Token);

        var closing = PredecessorClosing.Of(result);
        Assert.Equal(closing.Rows, next.Predecessor!.Rows);
        Assert.Equal(closing.Funds, next.Predecessor.Funds);
        Assert.Equal([new Opening(0, 0, 6, 3), new Opening(1, 0, 3, 6)], next.Reference!.Openings);
        Assert.Equal(result.Funds.Select(static f => (f.Reserve, f.Margin)), next.Reference.Funds.Select(static f => (f.Reserve, f.Margin)));
        var day = DayClose.Settle(World.Key with { TradingDay = World.Day.AddDays(1) }, Book(next.Reference), ClosingData.Empty, next.Predecessor);
        Assert.True(day.Passed, string.Join('\n', day.Gates.Where(static g => !g.Passed)));
    }

    private async Task<(World World, long RunId, long Epoch, SettlementResult Result)> SettledAsync()
    {
        var world = await World.CreateAsync(server);
        await world.References.LoadAsync(Market(), Token);
        var registration = await world.Ledger.RegisterAsync(World.Key, World.Owner, World.Low, Token);
        var epoch = await world.CloseAsync(registration.RunId);
        var reference = registration.Reference!;
        var book = Book(
            reference,
            Trade("T1", 0, 13250, 4, 0, 1, PositionEffect.Open, PositionEffect.Open),
            Trade("T2", 0, 13260, 1, 1, 0, PositionEffect.Close, PositionEffect.Close),
            Trade("T3", 1, 10001, 7, 0, 1),
            Trade("T4", 1, 9999, 3, 1, 0));
        var outcome = DayClose.Settle(World.Key, book, Flows, null);
        Assert.True(outcome.Passed, string.Join('\n', outcome.Gates.Where(static g => !g.Passed)));
        return (world, registration.RunId, epoch, outcome.Result!);
    }

    private static Task CommitAsync(World world, long runId, long epoch, SettlementResult result) =>
        world.Ledger.CommitResultAsync(runId, epoch, new ResultCommit(result, Flows, World.Gates, World.NextDay, new CommitStatistics(0, 0, [])), Token);

    private static MarketReference Market() => World.Market() with
    {
        Instruments =
        [
            new MarketInstrument
            {
                Symbol = "GROSS",
                Keeping = PositionKeeping.Gross,
                Currency = "USD",
                PriceScale = 1,
                QuantityScale = 0,
                Tick = 0.1m,
                Multiplier = 100m,
                Tiers = [new MarketTier(PriceTierKind.DayVwap), new MarketTier(PriceTierKind.PreviousSettlement)],
                Fees = new FeeSchedule(Rate.ByMoney(0.0001m), Rate.PerLot(1.25m), Rate.PerLot(1)),
                Margin = new MarginRule(MarginBasis.Gross, Rate.ByMoney(0.05m), Rate.ByMoney(0.06m)),
            },
            new MarketInstrument { Symbol = "SHARE", Kind = InstrumentKind.Cash, Currency = "USD", PriceScale = 2, QuantityScale = 0, Tick = 0.01m, Multiplier = 1m, Tiers = [], SettlementCycle = 3 },
        ],
        Opening = new OpeningSet(World.Day, [new CarriedPosition("P01", "A1", "GROSS", 3, 3), new CarriedPosition("P02", "B1", "GROSS", 3, 3)], new Dictionary<string, decimal> { ["GROSS"] = 1325.1m })
        {
            Funds = [new CarriedFunds("P01", "A1", "USD", 90_000m, 12_345.67m)],
        },
    };

    private static DayBook Book(ReferenceData reference, params TradeRecord[] trades)
    {
        var book = DayBook.OfStore(reference);
        foreach (var trade in trades)
            book.Fold(in trade);
        book.EndOfStore();
        return book;
    }

    private static TradeRecord Trade(string id, int instrument, long price, long quantity, int buyer, int seller, PositionEffect buys = default, PositionEffect sells = default) => new()
    {
        Sequence = 1,
        Kind = TradeKind.Trade,
        TradingDay = World.Day.DayNumber,
        Instrument = instrument,
        Buyer = buyer,
        Seller = seller,
        BuyerEffect = buys,
        SellerEffect = sells,
        Price = price,
        Quantity = quantity,
        ExecutedAt = 1_381_253_280_000_000_000,
        TradeId = TradeId.TryCreate(System.Text.Encoding.ASCII.GetBytes(id), out var tradeId) ? tradeId : default,
    };

    private static SettlementResult Break(SettlementResult good, string rule)
    {
        var least = Amount.FromDecimal(0.01m);
        var (first, second) = (good.Funds[0], good.Funds[1]);
        var gross = good.Positions.First(static p => p.Instrument == "GROSS");
        SettlementResult Funds(params FundsRow[] rows) => good with { Funds = rows };
        SettlementResult Position(PositionRow row) => good with { Positions = [.. good.Positions.Select(p => (p.Participant, p.Instrument) == (row.Participant, row.Instrument) ? row : p)] };
        SettlementResult Delivery(Func<DeliveryRow, DeliveryRow> change) => good with { Deliveries = [change(good.Deliveries[0]), good.Deliveries[1]] };
        return rule switch
        {
            "funds equation" => Funds(first with { Deposits = first.Deposits + least }, second),
            "equity" => Funds(first with { Equity = first.Equity + least, Available = first.Available + least }, second),
            "available" => Funds(first with { Available = first.Available + least }, second),
            "risk ratio" => Funds(first with { RiskRatio = first.RiskRatio + 0.0001m }, second),
            "no risk ratio" => Funds(first with { RiskRatio = null }, second),
            "negative side" => Position(gross with { ClosingLong = gross.ClosingLong - 100, ClosingShort = gross.ClosingShort - 100 }),
            "fees of funds" => Funds(first with { Fees = first.Fees + least, Withdrawals = first.Withdrawals, Deposits = first.Deposits + least }, second),
            "margin of positions" => Position(gross with { LongMargin = gross.LongMargin + least }),
            "no funds" => Funds(first),
            "instruction" => Delivery(static d => d with { Instruction = DeliveryInstruction.CashOnly }),
            "delivery of nothing" => Delivery(static d => d with { Quantity = 0, Cash = Amount.Zero, Instruction = DeliveryInstruction.CashOnly }),
            "delivered quantity" => Delivery(static d => d with { Quantity = d.Quantity + 1 }),
            "delivered cash" => Delivery(d => d with { Cash = d.Cash + least }),
            "other delivery" => good with { Deliveries = [good.Deliveries[0] with { Cash = good.Deliveries[0].Cash - least }, good.Deliveries[1] with { Cash = good.Deliveries[1].Cash + least }] },
            "no deliveries" => good with { Deliveries = [] },
            "kind of posting" => good with { Journal = [.. good.Journal.Select(static j => j is { Account: JournalRow.Bank, Kind: JournalKind.Deposit } ? j with { Kind = JournalKind.Withdrawal } : j)] },
            "turnover" => Position(good.Positions.First(static p => p.Instrument == "SHARE") is var share ? share with { BoughtValue = share.BoughtValue + Amount.FromDecimal(1) } : gross),
            "carried cash" => good with { Prices = [good.Prices[0], good.Prices[1] with { OpenInterest = 4 }] },
            "future without price" => good with { Prices = [good.Prices[0] with { Price = null, Tier = null, Unrounded = null }, good.Prices[1]] },
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown rule."),
        };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
