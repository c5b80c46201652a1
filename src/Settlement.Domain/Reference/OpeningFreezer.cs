using Settlement.Domain.Money;

namespace Settlement.Domain.Reference;

/// <summary>Turns what is carried into a trading day, by names, into entries by index.</summary>
internal sealed class OpeningFreezer(OpeningSet opening, Instrument[] instruments, Account[] accounts, List<string> problems)
{
    private readonly Dictionary<string, int> _instruments = Index(instruments, static i => i.Symbol);
    private readonly Dictionary<string, int> _accounts = Index(accounts, static a => a.ToString());

    internal List<Opening> Positions()
    {
        var openings = new List<Opening>(opening.Positions.Count);
        foreach (var position in opening.Positions)
        {
            var name = $"{position.Participant}/{position.Account}";
            var isInstrument = _instruments.TryGetValue(position.Instrument, out var instrument);
            var isAccount = _accounts.TryGetValue(name, out var account);
            if (!isInstrument)
                problems.Add($"opening position of {name} in unknown instrument '{position.Instrument}'");
            if (!isAccount)
                problems.Add($"opening position of unknown account '{name}' in {position.Instrument}");
            if (!isInstrument || !isAccount)
                continue;
            var (scale, what) = (instruments[instrument].QuantityScale, $"opening position of {name} in {position.Instrument}");
            openings.Add(new Opening(account, instrument, Scaling.ToUnits(position.Long, scale, what, problems), Scaling.ToUnits(position.Short, scale, what, problems)));
        }

        openings.Sort(static (a, b) => (a.Account, a.Instrument).CompareTo((b.Account, b.Instrument)));
        return openings;
    }

    internal List<OpeningFunds> Funds()
    {
        var funds = new List<OpeningFunds>(opening.Funds.Count);
        foreach (var entry in opening.Funds)
        {
            var name = $"{entry.Participant}/{entry.Account}";
            if (!_accounts.TryGetValue(name, out var account))
                problems.Add($"opening funds of unknown account '{name}'");
            else if (TryAmount(entry.Reserve) is { } reserve && TryAmount(entry.Margin) is { } margin)
                funds.Add(new OpeningFunds(account, entry.Currency, reserve, margin));
            else
                problems.Add($"opening funds of {name} in {entry.Currency} are too large or have more than {Amount.Scale} decimals");
        }

        funds.Sort(static (a, b) => a.Account != b.Account ? a.Account.CompareTo(b.Account) : string.CompareOrdinal(a.Currency, b.Currency));
        return funds;
    }

    private static Amount? TryAmount(decimal value)
    {
        try
        {
            return Amount.FromDecimal(value);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static Dictionary<string, int> Index<T>(T[] items, Func<T, string> key)
    {
        var index = new Dictionary<string, int>(items.Length, StringComparer.Ordinal);
        for (var i = 0; i < items.Length; i++)
            index.TryAdd(key(items[i]), i);
        return index;
    }
}
