using System.Globalization;
using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>Turns a market's reference, by names and decimals, into frozen data by indexes and scaled units; collects every problem.</summary>
internal sealed class ReferenceFreezer(MarketReference market, OpeningSet opening)
{
    private readonly List<string> _problems = [];

    internal ReferenceData Freeze()
    {
        var instruments = market.Instruments.OrderBy(static i => i.Symbol, StringComparer.Ordinal).Select(Freeze).ToArray();
        var accounts = market.Accounts.OrderBy(static a => a.ToString(), StringComparer.Ordinal).ToArray();
        var openings = FreezeOpenings(instruments, accounts);
        foreach (var symbol in opening.PreviousPrices.Keys.Where(symbol => !market.Instruments.Any(i => i.Symbol == symbol)))
            _problems.Add($"previous settlement price of unknown instrument '{symbol}'");
        if (_problems.Count > 0)
            throw new ReferenceException(_problems);
        return new ReferenceData(market.Market, opening.TradingDay, instruments, accounts, openings);
    }

    private Instrument Freeze(MarketInstrument source)
    {
        // Dividing by a one with 28 zeros drops trailing zeros, so that 100 and 100.0 freeze to the same data.
        int multiplierScale = (source.Multiplier / 1.0000000000000000000000000000m).Scale;
        return new Instrument
        {
            Symbol = source.Symbol,
            Currency = source.Currency,
            PriceScale = source.PriceScale,
            QuantityScale = source.QuantityScale,
            Tick = Scale(source.Tick, source.PriceScale, $"instrument '{source.Symbol}': tick"),
            Multiplier = Scale(source.Multiplier, multiplierScale, $"instrument '{source.Symbol}': multiplier"),
            MultiplierScale = multiplierScale,
            Tiers = [.. source.Tiers.Select(tier => Freeze(tier, source.Symbol))],
            PreviousSettlement = opening.PreviousPrices.TryGetValue(source.Symbol, out var price)
                ? Scale(price, source.PriceScale, $"instrument '{source.Symbol}': previous settlement price")
                : null,
        };
    }

    private PriceTier Freeze(MarketTier tier, string symbol)
    {
        if (tier.Kind == PriceTierKind.WindowVwap == (tier.Windows.Count == 0))
        {
            _problems.Add($"instrument '{symbol}': tier {tier.Kind} {(tier.Windows.Count == 0 ? "needs" : "cannot have")} a window");
            return new PriceTier(tier.Kind);
        }

        if (tier.Windows is not [var window, ..])
            return new PriceTier(tier.Kind);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(window.Zone, out var zone))
        {
            _problems.Add($"instrument '{symbol}': time zone '{window.Zone}' is not known; use an IANA name such as America/New_York");
            return new PriceTier(tier.Kind);
        }

        return new PriceTier(tier.Kind, Resolve(window.From, zone, symbol), Resolve(window.To, zone, symbol));
    }

    /// <summary>A local time that is skipped or repeated by a clock change is refused: guessing would move trades into or out of the window.</summary>
    private long Resolve(TimeOnly time, TimeZoneInfo zone, string symbol)
    {
        var local = opening.TradingDay.ToDateTime(time);
        if (zone.IsInvalidTime(local) || zone.IsAmbiguousTime(local))
        {
            var why = zone.IsInvalidTime(local) ? "does not exist" : "exists twice";
            _problems.Add(string.Create(CultureInfo.InvariantCulture,
                $"instrument '{symbol}': window time {time:HH:mm:ss} {why} on {opening.TradingDay:yyyy-MM-dd} in {zone.Id}, because the clock changes then"));
            return 0;
        }

        return (TimeZoneInfo.ConvertTimeToUtc(local, zone) - DateTime.UnixEpoch).Ticks * 100;
    }

    private List<Opening> FreezeOpenings(Instrument[] instruments, Account[] accounts)
    {
        var instrumentIndex = Index(instruments, static i => i.Symbol);
        var accountIndex = Index(accounts, static a => a.ToString());
        var openings = new List<Opening>(opening.Positions.Count);
        foreach (var position in opening.Positions)
        {
            var name = $"{position.Participant}/{position.Account}";
            var isInstrument = instrumentIndex.TryGetValue(position.Instrument, out var instrument);
            var isAccount = accountIndex.TryGetValue(name, out var account);
            if (!isInstrument)
                _problems.Add($"opening position of {name} in unknown instrument '{position.Instrument}'");
            if (!isAccount)
                _problems.Add($"opening position of unknown account '{name}' in {position.Instrument}");
            if (isInstrument && isAccount)
                openings.Add(new Opening(
                    account,
                    instrument,
                    Scale(position.Long, instruments[instrument].QuantityScale, $"opening position of {name} in {position.Instrument}"),
                    Scale(position.Short, instruments[instrument].QuantityScale, $"opening position of {name} in {position.Instrument}")));
        }

        openings.Sort(static (a, b) => (a.Account, a.Instrument).CompareTo((b.Account, b.Instrument)));
        return openings;
    }

    private long Scale(decimal value, int scale, string what)
    {
        if (scale is >= 0 and <= 9)
        {
            var units = (Int128)decimal.Truncate(value) * PowerOfTen.Of(scale);
            var fraction = (value - decimal.Truncate(value)) * (decimal)PowerOfTen.Of(scale);
            if (decimal.Truncate(fraction) == fraction && units + (Int128)fraction is var total && total >= long.MinValue && total <= long.MaxValue)
                return (long)total;
        }

        _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {value} does not fit into 64 bits with {scale} decimals"));
        return 0;
    }

    private static Dictionary<string, int> Index<T>(T[] items, Func<T, string> key)
    {
        var index = new Dictionary<string, int>(items.Length, StringComparer.Ordinal);
        for (var i = 0; i < items.Length; i++)
            index.TryAdd(key(items[i]), i);
        return index;
    }
}
