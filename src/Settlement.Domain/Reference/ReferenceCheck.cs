using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>The rules that frozen reference data obey.</summary>
internal static class ReferenceCheck
{
    internal static void ThrowIfInvalid(ReferenceData data)
    {
        var problems = Problems(data).Concat(OpeningCheck.Problems(data)).ToList();
        if (problems.Count > 0)
            throw new ReferenceException(problems);
    }

    private static IEnumerable<string> Problems(ReferenceData data)
    {
        if (!Names.IsValid(data.Market))
            yield return $"market '{data.Market}' is not a name";
        foreach (var problem in Unsorted(data.Instruments.Select(static i => i.Symbol), "instrument"))
            yield return problem;
        foreach (var problem in Unsorted(data.Accounts.Select(static a => a.ToString()), "account"))
            yield return problem;
        foreach (var problem in data.Accounts.Where(static a => !Names.IsValid(a.Participant) || !Names.IsValid(a.Name)))
            yield return $"account '{problem}' is not a name";
        foreach (var problem in data.Instruments.SelectMany(Problems).Concat(data.Instruments.GroupBy(static i => i.Product, StringComparer.Ordinal).SelectMany(ProductProblems)))
            yield return problem;
        foreach (var problem in FeeProblems(data))
            yield return problem;
    }

    private static IEnumerable<string> Unsorted(IEnumerable<string> names, string what)
    {
        string? last = null;
        foreach (var name in names)
        {
            var order = string.CompareOrdinal(last, name);
            if (order == 0)
                yield return $"{what} '{name}' is there twice";
            else if (order > 0)
                yield return $"{what} '{name}' is not in ordinal order";
            last = name;
        }
    }

    private static IEnumerable<string> Problems(Instrument i)
    {
        if (!Names.IsValid(i.Symbol))
            yield return $"instrument '{i.Symbol}': the symbol is not a name";
        if (i.Product != i.Symbol && !Names.IsValid(i.Product))
            yield return $"instrument '{i.Symbol}': product '{i.Product}' is not a name";
        if (!Currency.IsCode(i.Currency))
            yield return $"instrument '{i.Symbol}': currency '{i.Currency}' is not an ISO 4217 code";
        if (i.PriceScale is < 0 or > 9 || i.QuantityScale is < 0 or > 9 || i.MultiplierScale is < 0 or > 9 || i.ValueScale > Amount.Scale)
            yield return $"instrument '{i.Symbol}': scales of price, quantity and multiplier must be 0 to 9 each and {Amount.Scale} at most together";
        if (i.Tick <= 0)
            yield return $"instrument '{i.Symbol}': the tick must be more than zero";
        if (i.Multiplier <= 0)
            yield return $"instrument '{i.Symbol}': the multiplier must be more than zero";
        if (i.Tiers.Count == 0 && i.Kind == InstrumentKind.Future)
            yield return $"instrument '{i.Symbol}': at least one settlement-price tier is needed";
        if (i.Tiers.Any(static t => t.Windows.Any(static w => w.From >= w.To)))
            yield return $"instrument '{i.Symbol}': a window must end after it starts";
        if (i.Margin is { } margin && (margin.Long.Units < 0 || margin.Short.Units < 0))
            yield return $"instrument '{i.Symbol}': margin must not be negative";
        if (i.Kind == InstrumentKind.Cash && (i.Margin is not null || i.Keeping != PositionKeeping.Net))
            yield return $"instrument '{i.Symbol}': cash is kept net and takes no margin: it is delivered, not carried";
        if (i.Kind == InstrumentKind.Cash != i.ValueDate is not null)
            yield return $"instrument '{i.Symbol}': {(i.ValueDate is null ? "cash needs a value date" : "only cash has a value date")}";
    }

    /// <summary>Contracts that follow each other, or whose margins are compared, must speak of the same money.</summary>
    private static IEnumerable<string> ProductProblems(IGrouping<string, Instrument> product)
    {
        var first = product.First();
        foreach (var i in product.Where(static i => i.Tiers.Any(static t => t.Kind is PriceTierKind.BaseChange or PriceTierKind.ListingBenchmark)))
        {
            if (i.Expiry is null)
                yield return $"instrument '{i.Symbol}': a price that follows a base contract needs an expiry";
            if (product.Any(other => other.PriceScale != i.PriceScale))
                yield return $"instrument '{i.Symbol}': all contracts of product '{product.Key}' must have the same decimals of a price, because one follows the other";
        }

        foreach (var i in product.Where(i => (i.Margin?.Basis == MarginBasis.LargerSide) != (first.Margin?.Basis == MarginBasis.LargerSide) || (first.Margin?.Basis == MarginBasis.LargerSide && i.Currency != first.Currency)))
            yield return $"instrument '{i.Symbol}': margin of the larger side is taken of all contracts of product '{product.Key}' or of none, in one currency";
    }

    private static IEnumerable<string> FeeProblems(ReferenceData data)
    {
        var fees = data.Fees;
        if (fees.Schedules.Any(static s => s.Open.Units < 0 || s.Close.Units < 0 || s.CloseToday.Units < 0))
            yield return "fees must not be negative";
        if (fees.Plans.Any(p => p.Length != data.Instruments.Count || p.Any(i => i < FeeTable.NoFee || i >= fees.Schedules.Count))
            || (fees.PlanOf.Length != 0 && fees.PlanOf.Length != data.Accounts.Count) || fees.PlanOf.Any(p => p < 0 || p >= fees.Plans.Length))
            yield return "the table of fees does not fit the instruments and accounts";
    }
}
