using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>The rules that frozen reference data obey.</summary>
internal static class ReferenceCheck
{
    internal static void ThrowIfInvalid(ReferenceData data)
    {
        var problems = Problems(data).ToList();
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
        foreach (var problem in data.Instruments.SelectMany(Problems))
            yield return problem;
        foreach (var problem in OpeningProblems(data))
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
        if (i.Currency is not { Length: 3 } || !i.Currency.All(char.IsAsciiLetterUpper))
            yield return $"instrument '{i.Symbol}': currency '{i.Currency}' is not an ISO 4217 code";
        if (i.PriceScale is < 0 or > 9 || i.QuantityScale is < 0 or > 9 || i.MultiplierScale is < 0 or > 9 || i.ValueScale > Amount.Scale)
            yield return $"instrument '{i.Symbol}': scales of price, quantity and multiplier must be 0 to 9 each and {Amount.Scale} at most together";
        if (i.Tick <= 0)
            yield return $"instrument '{i.Symbol}': the tick must be more than zero";
        if (i.Multiplier <= 0)
            yield return $"instrument '{i.Symbol}': the multiplier must be more than zero";
        if (i.Tiers.Count == 0)
            yield return $"instrument '{i.Symbol}': at least one settlement-price tier is needed";
        if (i.Tiers.Any(static t => t.Windows.Any(static w => w.From >= w.To)))
            yield return $"instrument '{i.Symbol}': a window must end after it starts";
    }

    private static IEnumerable<string> OpeningProblems(ReferenceData data)
    {
        var net = new Int128[data.Instruments.Count];
        var carried = new bool[data.Instruments.Count];
        (int, int) last = (-1, -1);
        foreach (var opening in data.Openings)
        {
            if (opening.Account < 0 || opening.Account >= data.Accounts.Count || opening.Instrument < 0 || opening.Instrument >= net.Length)
            {
                yield return $"opening position of unknown account {opening.Account} or instrument {opening.Instrument}";
                continue;
            }

            if ((opening.Account, opening.Instrument).CompareTo(last) <= 0)
                yield return $"opening position of {data.Accounts[opening.Account]} in {data.Instruments[opening.Instrument].Symbol} is there twice or out of order";
            if (opening.Quantity == 0)
                yield return $"opening position of {data.Accounts[opening.Account]} in {data.Instruments[opening.Instrument].Symbol} is zero";
            last = (opening.Account, opening.Instrument);
            net[opening.Instrument] += opening.Quantity;
            carried[opening.Instrument] = true;
        }

        for (var i = 0; i < net.Length; i++)
        {
            var instrument = data.Instruments[i];
            if (net[i] != 0)
                yield return $"instrument '{instrument.Symbol}': opening positions sum to {ScaledText.Format(net[i], instrument.QuantityScale)}, not to zero";
            if (instrument.PreviousSettlement is null && carried[i])
                yield return $"instrument '{instrument.Symbol}': carried positions need a previous settlement price";
        }
    }
}
