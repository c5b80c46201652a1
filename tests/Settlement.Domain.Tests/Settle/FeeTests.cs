using Settlement.Domain.Book;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;
using Settlement.Domain.Tests.Support;
using Settlement.Domain.Trades;
using static Settlement.Domain.Tests.Support.Records;
using static Settlement.Domain.Trades.PositionEffect;

namespace Settlement.Domain.Tests.Settle;

public sealed class FeeTests
{
    [Theory]
    [InlineData("0.0001", 13250, 2, "26.5")]
    [InlineData("0.0000001", 13250, 1, "0.01")]
    [InlineData("0.00000005", 10000, 1, "0.01")]
    [InlineData("0.000000049", 10000, 1, "0")]
    [InlineData("0.00000015", 10000, 1, "0.02")]
    [InlineData("0.00000005", -10000, 1, "0.01")]
    [InlineData("0.0001", 0, 5, "0")]
    public void Fee_by_money_is_rounded_half_up_per_leg_on_the_magnitude_of_the_money(string rate, long price, long quantity, string fee)
    {
        var result = Settle(Schedule(Rate.ByMoney(Number(rate))), "USD", Trade(1, price, quantity));
        Assert.Equal([Number(fee), Number(fee)], result.Positions.Select(static p => p.Fees.ToDecimal()));
    }

    [Fact]
    public void Every_leg_is_rounded_by_itself()
    {
        // 0.004 a lot: two legs of one lot cost nothing, one leg of two lots a cent.
        var schedule = Schedule(Rate.PerLot(0.004m));
        Assert.Equal(0m, Settle(schedule, "USD", Trade(1, 13250, 1), Trade(2, 13250, 1)).Positions[0].Fees.ToDecimal());
        Assert.Equal(0.01m, Settle(schedule, "USD", Trade(1, 13250, 2)).Positions[0].Fees.ToDecimal());
        Assert.Equal(0.01m, Settle(Schedule(Rate.PerLot(0.005m)), "USD", Trade(1, 13250, 1)).Positions[0].Fees.ToDecimal());
    }

    [Theory]
    [InlineData("JPY", "2.5", "3")]
    [InlineData("JPY", "2.4999", "2")]
    [InlineData("USD", "2.495", "2.5")]
    [InlineData("KWD", "2.4955", "2.496")]
    public void Fee_is_rounded_to_the_minor_unit_of_its_currency(string currency, string rate, string fee) =>
        Assert.Equal(Number(fee), Settle(Schedule(Rate.PerLot(Number(rate))), currency, Trade(1, 13250, 1)).Positions[0].Fees.ToDecimal());

    [Fact]
    public void Effect_of_the_leg_chooses_the_rate_and_none_opens()
    {
        var schedule = new FeeSchedule(Rate.PerLot(1), Rate.PerLot(2), Rate.PerLot(3));
        var result = Settle(
            schedule, "USD", Trade(1, 13250, 1, 0, 1), Trade(2, 13250, 1, 2, 3).As(Open, Close), Trade(3, 13250, 1, 2, 3).As(CloseToday, Close));
        Assert.Equal([1m, 1m, 4m, 4m], result.Positions.Select(static p => p.Fees.ToDecimal()));
    }

    [Fact]
    public void Account_with_a_plan_of_its_own_pays_that()
    {
        var fees = new FeeTable([Schedule(Rate.PerLot(1)), Schedule(Rate.PerLot(0.25m))], [[0], [1], [FeeTable.NoFee]], [0, 1, 2, 1]);
        var result = Books.Close(Market(fees, "USD"), Trade(1, 13250, 1), Trade(2, 13250, 1, 2, 3), Trade(3, 13250, 2, 1, 0)).Result();
        Assert.Equal([3m, 0.75m, 0m, 0.25m], result.Positions.Select(static p => p.Fees.ToDecimal()));
    }

    [Fact]
    public void Fees_are_income_of_the_clearing_house_and_leave_the_accounts()
    {
        var result = Settle(Schedule(Rate.PerLot(1.5m)), "USD", Trade(1, 13250, 2), Trade(2, 13250, 1, 2, 0));
        Assert.Equal(
            [("FEES", 0m, 9m), ("P01/A", 4.5m, 0m), ("P02/A", 3m, 0m), ("P03/A", 1.5m, 0m)],
            result.Journal.Where(static j => j.Kind == JournalKind.Fee).Select(static j => (j.Account, j.Debit.ToDecimal(), j.Credit.ToDecimal())));
        Assert.Equal([-4.5m, -3m, -1.5m], result.Funds.Select(static f => f.Reserve.ToDecimal()));
    }

    [Fact]
    public void Busted_trade_costs_nothing()
    {
        var trade = Trade(1, 13250, 2);
        var reference = Market(new FeeTable([Schedule(Rate.ByMoney(0.0001m))], [[0]], []), "USD");
        var result = Books.Close(reference, trade, Bust(2, trade)).Result();
        Assert.Empty(result.Positions);
        Assert.Empty(result.Funds);
        Assert.Empty(result.Journal);
    }

    [Fact]
    public void Fee_beyond_what_the_book_can_hold_is_refused_by_name_and_changes_nothing()
    {
        var reference = Market(new FeeTable([Schedule(Rate.PerLot(900_000_000))], [[0]], []), "USD");
        var book = Books.Folded(reference, Trade(1, 13250, 1));
        var image = book.Encode();
        var one = Assert.Throws<OverflowException>(() => book.Fold(1, Trade(2, 1, 1_000_000_000, id: "HUGE")));
        Assert.Equal("Instrument GCZ3: the fee of trade HUGE exceeds what the book can hold.", one.Message);
        var sum = Assert.Throws<OverflowException>(() => book.Fold(1, Trade(2, 1, 99_000_000, id: "HUGE")));
        Assert.Equal("Instrument GCZ3: with trade HUGE the day's quantity, value or fees exceed what the book can hold.", sum.Message);
        Assert.Equal(image, book.Encode());
    }

    [Fact]
    public void Folding_with_fees_into_known_positions_allocates_nothing()
    {
        var reference = TestMarket.Whole();
        var records = Enumerable.Range(0, 2000).Select(static i => Trade(i + 1, 13_000 + i, 1 + (i % 3), i % 6, (i + 1) % 6, i % 5).As((PositionEffect)(i % 4), (PositionEffect)(i / 4 % 4))).ToArray();
        var book = new PartitionBook(reference, 0, 0);
        for (var i = 0; i < 1000; i++)
            book.Fold(i, in records[i]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1000; i < 2000; i++)
            book.Fold(i, in records[i]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Formula_equals_the_exact_fraction_rounded_half_up_for_any_numbers()
    {
        const int Seed = 20131008;
        var random = new Random(Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var instrument = TestMarket.Gold() with { PriceScale = random.Next(5), QuantityScale = random.Next(4), Multiplier = 1 + random.NextInt64(1L << random.Next(1, 40)), MultiplierScale = random.Next(3) };
            var rate = new Rate((RateBasis)random.Next(2), random.NextInt64(1L << random.Next(1, 40)));
            var (price, quantity) = (random.NextInt64(1L << random.Next(1, 40)) - (1L << 20), random.NextInt64(1L << random.Next(1, 30)));
            System.Numerics.BigInteger numerator = rate.Units, denominator = System.Numerics.BigInteger.Pow(10, 8);
            numerator *= rate.Basis == RateBasis.ByMoney ? System.Numerics.BigInteger.Abs(price) * quantity * instrument.Multiplier : quantity;
            denominator *= System.Numerics.BigInteger.Pow(10, rate.Basis == RateBasis.ByMoney ? instrument.ValueScale : instrument.QuantityScale);
            var exact = ((numerator * 2) + denominator) / (denominator * 2);
            var formula = new RateFormula(rate, instrument);
            if (exact > long.MaxValue)
                Assert.Throws<OverflowException>(() => formula.Of(Math.BigMul(price, quantity), quantity));
            else
                Assert.True(exact == formula.Of(Math.BigMul(price, quantity), quantity), $"seed {Seed}, number {i}: {rate}, {price} × {quantity}, {instrument}");
        }
    }

    private static SettlementResult Settle(FeeSchedule schedule, string currency, params TradeRecord[] records) =>
        Books.Close(Market(new FeeTable([schedule], [[0]], []), currency), records).Result();

    private static ReferenceData Market(FeeTable fees, string currency) =>
        new(TestMarket.Name, TestMarket.Day, [TestMarket.Gold() with { Currency = currency }], TestMarket.Accounts(4), [], null, fees);

    private static FeeSchedule Schedule(Rate rate) => new(rate, rate, rate);

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
