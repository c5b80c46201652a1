using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>The rules that carried positions and money obey.</summary>
internal static class OpeningCheck
{
    internal static IEnumerable<string> Problems(ReferenceData data) => Positions(data).Concat(Funds(data));

    private static IEnumerable<string> Positions(ReferenceData data)
    {
        var (longs, shorts) = (new Int128[data.Instruments.Count], new Int128[data.Instruments.Count]);
        (int, int) last = (-1, -1);
        foreach (var opening in data.Openings)
        {
            if (opening.Account < 0 || opening.Account >= data.Accounts.Count || opening.Instrument < 0 || opening.Instrument >= longs.Length)
            {
                yield return $"opening position of unknown account {opening.Account} or instrument {opening.Instrument}";
                continue;
            }

            var instrument = data.Instruments[opening.Instrument];
            var name = $"opening position of {data.Accounts[opening.Account]} in {instrument.Symbol}";
            if ((opening.Account, opening.Instrument).CompareTo(last) <= 0)
                yield return $"{name} is there twice or out of order";
            last = (opening.Account, opening.Instrument);
            if (opening is { Long: 0, Short: 0 })
                yield return $"{name} is zero";
            if (opening.Long < 0 || opening.Short < 0)
                yield return $"{name} is negative";
            if (instrument.Keeping == PositionKeeping.Net && opening is { Long: not 0, Short: not 0 })
                yield return $"{name} is long and short, but positions are net";
            if (instrument.Kind == InstrumentKind.Cash)
                yield return $"{name}: cash is delivered and never carried";
            longs[opening.Instrument] += opening.Long;
            shorts[opening.Instrument] += opening.Short;
        }

        for (var i = 0; i < longs.Length; i++)
        {
            var instrument = data.Instruments[i];
            if (longs[i] != shorts[i])
                yield return $"instrument '{instrument.Symbol}': opening positions sum to {ScaledText.Format(longs[i] - shorts[i], instrument.QuantityScale)}, not to zero";
            if (instrument.PreviousSettlement is null && longs[i] != 0)
                yield return $"instrument '{instrument.Symbol}': carried positions need a previous settlement price";
        }
    }

    private static IEnumerable<string> Funds(ReferenceData data)
    {
        OpeningFunds? last = null;
        foreach (var funds in data.Funds)
        {
            if (funds.Account < 0 || funds.Account >= data.Accounts.Count)
            {
                yield return $"opening funds of unknown account {funds.Account}";
                continue;
            }

            var name = $"opening funds of {data.Accounts[funds.Account]} in {funds.Currency}";
            if (last is { } before && (funds.Account < before.Account || (funds.Account == before.Account && string.CompareOrdinal(funds.Currency, before.Currency) <= 0)))
                yield return $"{name} are there twice or out of order";
            last = funds;
            if (!Currency.IsCode(funds.Currency))
                yield return $"{name}: the currency is not an ISO 4217 code";
            if (funds.Margin < Amount.Zero)
                yield return $"{name}: margin is negative";
        }
    }
}
