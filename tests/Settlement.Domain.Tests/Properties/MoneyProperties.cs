using CsCheck;
using Settlement.Domain.Book;
using Settlement.Domain.Gates;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;

namespace Settlement.Domain.Tests.Properties;

/// <summary>Fees, margin, money and deliveries of any day. A failure prints CsCheck's seed; run it again with the environment variable CsCheck_Seed.</summary>
public sealed class MoneyProperties
{
    private static readonly ReferenceData Reference = TestMarket.Whole();
    private static readonly int[] MinorDecimals = [.. Reference.Instruments.Select(static i => Currency.MinorDecimals(i.Currency))];

    private static Gen<List<TradeRecord>> AnyTrades =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Long[-300, 3000], Gen.Long[0, 9], Gen.Int[0, 3], Gen.Int[0, 3],
            static (instrument, buyer, seller, price, quantity, buys, sells) => Records.Trade(1, price, quantity, buyer, seller, instrument).As((PositionEffect)buys, (PositionEffect)sells))
        .List[1, 60].Select(static trades => trades.Select(static (t, i) => t with { Sequence = i + 1, TradeId = Records.Id(FormattableString.Invariant($"T{i:D3}")) }).ToList());

    [Fact]
    public void Any_day_is_settled_as_an_independent_checker_knows_or_refused_for_what_it_closes() =>
        AnyTrades.Sample(static trades =>
        {
            var outcome = Books.Close(Reference, trades);
            if (ClosesMoreThanHeld(trades))
            {
                Assert.Equal([Gate.PositionsHeld], outcome.Gates.Where(static g => !g.Passed).Select(static g => g.Gate));
                return;
            }

            var result = outcome.Result();
            for (var account = 0; account < Reference.Accounts.Count; account++)
            {
                for (var instrument = 0; instrument < Reference.Instruments.Count; instrument++)
                    CheckPosition(trades, result, account, instrument);
            }

            CheckSums(result);
        });

    [Fact]
    public void Partitions_in_any_order_through_images_give_the_digest_of_the_whole() =>
        Gen.Select(AnyTrades, Gen.Int).Sample(static (trades, seed) =>
        {
            var random = new Random(seed);
            var whole = Books.Close(Reference, trades);
            var books = trades.GroupBy(_ => random.Next(3))
                .Select(g => (g.Key, Log: g.OrderBy(_ => random.Next()).Select(static (t, i) => t with { Sequence = i + 1 }).ToList()))
                .Select(static p =>
                {
                    var book = new PartitionBook(Reference, p.Key, 0);
                    foreach (var record in p.Log.Take(p.Log.Count / 2))
                        book.Fold(book.NextOffset, in record);
                    book = PartitionBook.Decode(Reference, book.Encode());
                    foreach (var record in p.Log.Skip(p.Log.Count / 2))
                        book.Fold(book.NextOffset, in record);
                    return book;
                })
                .OrderBy(_ => random.Next()).ToArray();
            var parts = Books.Close(books);
            Assert.Equal(whole.Passed, parts.Passed);
            Assert.Equal(whole.Result?.Digest, parts.Result?.Digest);
        });

    [Fact]
    public void Busting_everything_equals_an_empty_day() =>
        AnyTrades.Sample(static trades =>
        {
            var empty = Books.Close(Reference).Result();
            var busted = Books.Close(Reference, trades.Concat(trades.Select((t, i) => Records.Bust(trades.Count + i + 1, t)))).Result();
            Assert.Equal(empty.Positions, busted.Positions);
            Assert.Equal(empty.Funds, busted.Funds);
            Assert.Equal(empty.Deliveries, busted.Deliveries);
            Assert.Equal(empty.Journal, busted.Journal);
        });

    [Fact]
    public void Both_profit_forms_agree_for_any_position_of_two_sides() =>
        Gen.Select(Gen.Long[0, 1000], Gen.Long[0, 1000], AnyTrades, Gen.Long[-1_000_000, 1_000_000], Gen.Long[-1_000_000, 1_000_000]).Sample(static (openingLong, openingShort, trades, settlement, previous) =>
        {
            var book = Books.Folded(Reference, trades.Select(static t => t with { Instrument = 4 }));
            foreach (var row in Enumerable.Range(0, book.Sums.Positions.Rows.Length))
            {
                ref var sums = ref book.Sums.Positions[row];
                var position = new DayPosition(
                    0, 4, openingLong, openingShort, sums.BoughtQuantity, sums.SoldQuantity, sums.BoughtValue, sums.SoldValue, 0, DaySides.Of(in sums, in book.Sums.Positions.Closing(row)));
                var items = DayProfit.Itemised(in position, settlement, previous);
                Assert.Equal(DayProfit.Total(in position, settlement, previous), items.Close + items.Open);
                Assert.Equal((position.ClosingLong, position.ClosingShort), (items.ClosingLong, items.ClosingShort));
                Assert.Equal(position.Closing, position.ClosingLong - position.ClosingShort);
            }
        });

    [Fact]
    public void Profits_over_a_positions_life_are_what_was_sold_less_what_was_bought() =>
        AnyTrades.Array[2, 5].Sample(static days =>
        {
            long net = 0;
            long? previous = null;
            decimal profit = 0, flows = 0;
            for (var day = 0; day <= days.Length; day++)
            {
                var trades = day < days.Length
                    ? days[day].Where(static t => t.Quantity > 0).Select(static t => t with { Instrument = 0, Buyer = t.Buyer % 2, Seller = 1 - (t.Buyer % 2) }).ToList()
                    : net == 0 ? [] : [Records.Trade(1, 777, Math.Abs(net), net > 0 ? 1 : 0, net > 0 ? 0 : 1)];
                trades = [.. trades.Select(static (t, i) => t with { Sequence = i + 1 })];
                var reference = TestMarket.Of(TestMarket.Gold() with { PreviousSettlement = previous ?? 100 }, net == 0 ? [] : [Opening.Net(0, 0, net), Opening.Net(1, 0, -net)]);
                var result = Books.Close(reference, trades).Result();
                var row = result.Positions.SingleOrDefault(static p => p.Participant == "P01");
                profit += row?.DayProfit.ToDecimal() ?? 0;
                flows += (row?.SoldValue - row?.BoughtValue)?.ToDecimal() ?? 0;
                net = (long)((row?.ClosingLong ?? 0) - (row?.ClosingShort ?? 0));
                previous = (long)(result.Prices[0].Price!.Value * 10);
            }

            Assert.Equal((0, flows), (net, profit));
        });

    private static bool ClosesMoreThanHeld(List<TradeRecord> trades) =>
        Enumerable.Range(0, Reference.Accounts.Count).Any(account => new[] { 1, 4 }.Any(instrument => new[] { true, false }.Any(isLong =>
        {
            var carried = Reference.Openings.Where(o => o.Account == account && o.Instrument == instrument).Sum(o => isLong ? o.Long : o.Short);
            var own = trades.Where(t => t.Instrument == instrument).ToList();
            long Sum(bool buys, params PositionEffect[] effects) => own
                .Where(t => (buys ? t.Buyer : t.Seller) == account && effects.Contains(buys ? t.BuyerEffect : t.SellerEffect)).Sum(static t => t.Quantity);
            var opened = Sum(isLong, PositionEffect.None, PositionEffect.Open);
            var (closed, today) = (Sum(!isLong, PositionEffect.Close), Sum(!isLong, PositionEffect.CloseToday));
            return today > opened || closed > (instrument == 1 ? carried : carried + opened - today);
        })));

    private static void CheckPosition(List<TradeRecord> trades, SettlementResult result, int account, int index)
    {
        var (participant, name) = Reference.Accounts[account];
        var instrument = Reference.Instruments[index];
        var row = result.Positions.SingleOrDefault(p => p.Participant == participant && p.Account == name && p.Instrument == instrument.Symbol);
        decimal fees = 0;
        var schedule = Reference.FeeOf(account, index);
        foreach (var trade in trades.Where(t => t.Instrument == index && schedule != FeeTable.NoFee))
        {
            foreach (var effect in new[] { (trade.Buyer, trade.BuyerEffect), (trade.Seller, trade.SellerEffect) }.Where(l => l.Item1 == account).Select(static l => l.Item2))
                fees += Fee(Reference.Fees.Schedules[schedule], effect, trade, instrument, MinorDecimals[index]);
        }

        Assert.Equal(fees, row?.Fees.ToDecimal() ?? 0);
        Assert.Equal(row?.DayProfit, row?.CloseProfit + row?.PositionProfit);
        Assert.Equal(0, instrument.Kind == InstrumentKind.Cash ? row?.DayProfit.ToDecimal() ?? 0 : 0);
    }

    private static decimal Fee(FeeSchedule schedule, PositionEffect effect, TradeRecord trade, Instrument instrument, int decimals)
    {
        var rate = effect == PositionEffect.Close ? schedule.Close : effect == PositionEffect.CloseToday ? schedule.CloseToday : schedule.Open;
        var money = rate.Basis == RateBasis.ByMoney
            ? (decimal)Math.Abs(trade.Price) * trade.Quantity * instrument.Multiplier / Power(instrument.ValueScale)
            : trade.Quantity / Power(instrument.QuantityScale);
        return Math.Round(money * rate.Units / Power(10), decimals, MidpointRounding.AwayFromZero);
    }

    private static void CheckSums(SettlementResult result)
    {
        foreach (var rows in result.Positions.GroupBy(static p => p.Instrument))
            Assert.Equal((0, 0), (rows.Sum(static p => p.DayProfit.ToDecimal()), rows.Sum(static p => p.ClosingLong - p.ClosingShort)));
        foreach (var rows in result.Deliveries.GroupBy(static d => d.Instrument))
            Assert.Equal((0, 0), (rows.Sum(static d => d.Quantity), rows.Sum(static d => d.Cash.ToDecimal())));
        foreach (var rows in result.Journal.GroupBy(static j => (j.Kind, j.Currency)))
            Assert.Equal(rows.Sum(static j => j.Debit.ToDecimal()), rows.Sum(static j => j.Credit.ToDecimal()));
        foreach (var funds in result.Funds)
        {
            var own = result.Positions.Where(p => (p.Participant, p.Account, p.Currency) == (funds.Participant, funds.Account, funds.Currency)).ToList();
            Assert.Equal(
                (own.Sum(static p => p.DayProfit.ToDecimal()), own.Sum(static p => p.Fees.ToDecimal()), own.Sum(static p => p.LongMargin.ToDecimal() + p.ShortMargin.ToDecimal())),
                (funds.DayProfit.ToDecimal(), funds.Fees.ToDecimal(), funds.Margin.ToDecimal()));
        }
    }

    private static decimal Power(int scale) => (decimal)Domain.Money.PowerOfTen.Of(scale);
}
