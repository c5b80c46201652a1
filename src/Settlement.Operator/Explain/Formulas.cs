using Settlement.Domain.Explain;
using Settlement.Domain.Money;
using Settlement.Domain.Reference;
using Settlement.Domain.Settle;

namespace Settlement.Operator.Explain;

/// <summary>The formulas of a row, worked out with its own figures in plain decimals: an independent second calculation.</summary>
internal static class Formulas
{
    /// <summary>Every step, from the trades to the account's money.</summary>
    /// <exception cref="OverflowException">A figure is beyond what a decimal holds.</exception>
    public static IReadOnlyList<Step> Of(Explanation explained, Instrument instrument)
    {
        var steps = new List<Step>();
        var multiplier = instrument.Multiplier / (decimal)PowerOfTen.Of(instrument.MultiplierScale);
        var row = explained.Position;
        var legs = explained.Legs.Where(static l => !l.IsBusted).ToList();
        var (bought, sold) = (legs.Where(static l => l.Side == LegSide.Buy).ToList(), legs.Where(static l => l.Side == LegSide.Sell).ToList());
        Add(steps, "bought", "Σ quantity of the buys", Terms(bought, static l => l.Quantity), row.Bought);
        Add(steps, "sold", "Σ quantity of the sells", Terms(sold, static l => l.Quantity), row.Sold);
        Add(steps, "boughtValue", "multiplier × Σ price × quantity of the buys", Values(bought, multiplier), row.BoughtValue.ToDecimal());
        Add(steps, "soldValue", "multiplier × Σ price × quantity of the sells", Values(sold, multiplier), row.SoldValue.ToDecimal());
        Add(
            steps,
            "closingLong − closingShort",
            "openingLong − openingShort + bought − sold",
            (Text($"{row.OpeningLong} − {row.OpeningShort} + {row.Bought} − {row.Sold}"), row.OpeningLong - row.OpeningShort + row.Bought - row.Sold),
            row.ClosingLong - row.ClosingShort);
        Add(steps, "fees", "Σ fee of the legs, each rounded half up to the currency's minor unit", Terms(legs, static l => l.Fee.ToDecimal()), row.Fees.ToDecimal());
        if (instrument.Kind == InstrumentKind.Future)
            Profit(steps, explained, instrument, multiplier);
        if (explained.Funds is { } funds)
            Money(steps, funds);
        return steps;
    }

    private static void Profit(List<Step> steps, Explanation explained, Instrument instrument, decimal multiplier)
    {
        var row = explained.Position;
        var settlement = explained.Price.Price ?? 0;
        var previous = (instrument.PreviousSettlement ?? 0) / (decimal)PowerOfTen.Of(instrument.PriceScale);
        var carried = row.OpeningLong - row.OpeningShort;
        Add(
            steps,
            "dayProfit",
            "soldValue − boughtValue + multiplier × [settlement × (bought − sold) + (settlement − previous) × (openingLong − openingShort)]",
            (Text($"{row.SoldValue} − {row.BoughtValue} + {multiplier} × [{settlement} × ({row.Bought} − {row.Sold}) + ({settlement} − {previous}) × {carried}]"),
                row.SoldValue.ToDecimal() - row.BoughtValue.ToDecimal() + (multiplier * ((settlement * (row.Bought - row.Sold)) + ((settlement - previous) * carried)))),
            row.DayProfit.ToDecimal());
        Add(
            steps,
            "dayProfit",
            "closeProfit + positionProfit",
            (Text($"{row.CloseProfit} + {row.PositionProfit}"), row.CloseProfit.ToDecimal() + row.PositionProfit.ToDecimal()),
            row.DayProfit.ToDecimal());
        if (instrument.Margin is not { } margin)
            return;
        var net = margin.Basis == MarginBasis.Net;
        Margin(steps, "longMargin", margin, margin.Long, net ? Math.Max(row.ClosingLong - row.ClosingShort, 0) : row.ClosingLong, settlement, multiplier, instrument.Currency, row.LongMargin.ToDecimal());
        Margin(steps, "shortMargin", margin, margin.Short, net ? Math.Max(row.ClosingShort - row.ClosingLong, 0) : row.ClosingShort, settlement, multiplier, instrument.Currency, row.ShortMargin.ToDecimal());
    }

    private static void Margin(
        List<Step> steps, string figure, MarginRule rule, Rate rate, decimal quantity, decimal settlement, decimal multiplier, string currency, decimal stated)
    {
        var units = rate.Units / (decimal)PowerOfTen.Of(Amount.Scale);
        var (formula, figures, exact) = rate.Basis == RateBasis.ByMoney
            ? ("rate × settlement × multiplier × quantity", Text($"{units} × {settlement} × {multiplier} × {quantity}"), units * Math.Abs(settlement) * multiplier * quantity)
            : ("rate × quantity", Text($"{units} × {quantity}"), units * quantity);
        var value = Math.Round(exact, Currency.MinorDecimals(currency), MidpointRounding.AwayFromZero);
        // On the larger side only, the smaller one of a product is charged nothing.
        var isSmallerSide = rule.Basis == MarginBasis.LargerSide && stated == 0;
        steps.Add(new Step(
            figure, $"{formula}, rounded half up ({rule.Basis}{(isSmallerSide && value != 0 ? ": the other side of the product is the larger one" : "")})", figures, isSmallerSide ? 0 : value, isSmallerSide || value == stated));
    }

    private static void Money(List<Step> steps, FundsRow row)
    {
        Add(
            steps,
            "reserve",
            "openingReserve + openingMargin − margin + dayProfit + deposits − withdrawals − fees, over all positions of the account in the currency",
            (Text($"{row.OpeningReserve} + {row.OpeningMargin} − {row.Margin} + {row.DayProfit} + {row.Deposits} − {row.Withdrawals} − {row.Fees}"),
                (row.OpeningReserve + row.OpeningMargin - row.Margin + row.DayProfit + row.Deposits - row.Withdrawals - row.Fees).ToDecimal()),
            row.Reserve.ToDecimal());
        Add(steps, "equity", "reserve + margin", (Text($"{row.Reserve} + {row.Margin}"), (row.Reserve + row.Margin).ToDecimal()), row.Equity.ToDecimal());
        Add(steps, "available", "equity − margin", (Text($"{row.Equity} − {row.Margin}"), (row.Equity - row.Margin).ToDecimal()), row.Available.ToDecimal());
    }

    private static void Add(List<Step> steps, string figure, string formula, (string Figures, decimal Value) computed, decimal stated) =>
        steps.Add(new Step(figure, formula, computed.Figures, computed.Value, computed.Value == stated));

    private static (string Figures, decimal Value) Terms(List<PositionLeg> legs, Func<PositionLeg, decimal> term) =>
        (Text($"Σ of {legs.Count} legs"), legs.Sum(term));

    private static (string Figures, decimal Value) Values(List<PositionLeg> legs, decimal multiplier) =>
        (Text($"{multiplier} × Σ of {legs.Count} legs"), multiplier * legs.Sum(static l => l.Price * l.Quantity));

    private static string Text(FormattableString text) => string.Format(
        System.Globalization.CultureInfo.InvariantCulture,
        text.Format,
        [.. text.GetArguments().Select(static a => a is decimal number ? number / 1.0000000000000000000000000000m : a)]);
}
