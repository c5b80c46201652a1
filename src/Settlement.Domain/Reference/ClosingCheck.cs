using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>The rules that closing data obey, beside the market that they are for.</summary>
public static class ClosingCheck
{
    /// <summary>Checks everything.</summary>
    /// <exception cref="ReferenceException">Something is wrong; every problem is listed.</exception>
    public static void ThrowIfInvalid(MarketReference market, ClosingData closing)
    {
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(closing);
        var problems = Problems(market, closing).ToList();
        if (problems.Count > 0)
            throw new ReferenceException(problems);
    }

    private static IEnumerable<string> Problems(MarketReference market, ClosingData closing)
    {
        if (market.Instruments.Count == 0)
            yield return $"market '{market.Market}' is not in the ledger; load its instruments and accounts first";
        var instruments = market.Instruments.ToDictionary(static i => i.Symbol, StringComparer.Ordinal);
        var accounts = market.Accounts.ToHashSet();
        foreach (var price in closing.PublishedPrices)
        {
            if (!instruments.TryGetValue(price.Instrument, out var instrument))
                yield return $"published price of unknown instrument '{price.Instrument}'";
            else if (DecimalPlaces.Of(price.Price) > instrument.PriceScale)
                yield return FormattableString.Invariant($"published price of '{price.Instrument}': {price.Price} has more than {instrument.PriceScale} decimals");
        }

        foreach (var total in closing.ControlTotals.Where(t => t.Instrument is { } symbol && !instruments.ContainsKey(symbol)))
            yield return $"control totals of unknown instrument '{total.Instrument}'";
        foreach (var flow in closing.Flows)
        {
            if (!accounts.Contains(new Account(flow.Participant, flow.Account)))
                yield return $"deposit or withdrawal of unknown account '{flow.Participant}/{flow.Account}'";
            if (!Currency.IsCode(flow.Currency))
                yield return $"deposit or withdrawal of '{flow.Participant}/{flow.Account}': '{flow.Currency}' is not an ISO 4217 code";
            if (flow.Deposit < Amount.Zero || flow.Withdrawal < Amount.Zero)
                yield return $"deposit or withdrawal of '{flow.Participant}/{flow.Account}' is negative";
        }

        foreach (var problem in Repeated(closing.PublishedPrices.Select(static p => p.Instrument), "published price of")
            .Concat(Repeated(closing.ControlTotals.Select(static t => t.Instrument ?? "all instruments"), "control totals of"))
            .Concat(Repeated(closing.Flows.Select(static f => $"{f.Participant}/{f.Account} in {f.Currency}"), "deposit or withdrawal of")))
            yield return problem;
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> names, string what) =>
        names.GroupBy(static n => n, StringComparer.Ordinal).Where(static g => g.Skip(1).Any()).Select(g => $"{what} {g.Key} is there twice");
}
