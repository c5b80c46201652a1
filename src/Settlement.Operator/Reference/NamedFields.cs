using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>Fields that name an instrument, an account or a currency of the market.</summary>
/// <param name="instruments">The instruments that may be named; null while the market is not known.</param>
/// <param name="accounts">The accounts that may be named; null likewise.</param>
/// <param name="owner">Whose they are, for people.</param>
internal sealed class NamedFields(IReadOnlyDictionary<string, MarketInstrument>? instruments, IReadOnlySet<Account>? accounts, string owner = "this file")
{
    /// <summary>What a market of its own file or ledger has.</summary>
    public static NamedFields Of(MarketReference market) =>
        new(market.Instruments.ToDictionary(static i => i.Symbol, StringComparer.Ordinal), market.Accounts.ToHashSet(), $"market {market.Market}");

    /// <summary>The instrument that a mapping names; null, with a problem, when there is none.</summary>
    public MarketInstrument? Instrument(YamlFields fields)
    {
        if (Symbol(fields) is not { } symbol || instruments is null)
            return null;
        return instruments.GetValueOrDefault(symbol);
    }

    /// <summary>The symbol that a mapping names; null, with a problem, when it is absent or unknown.</summary>
    public string? Symbol(YamlFields fields)
    {
        if (fields.Text("instrument", "a symbol of instruments") is not { } symbol)
            return null;
        if (instruments is null || instruments.ContainsKey(symbol))
            return symbol;
        fields.Wrong("instrument", $"'{symbol}' is not among the instruments of {owner}");
        return null;
    }

    /// <summary>The account that a mapping names; null, with a problem, when there is none.</summary>
    public Account? Account(YamlFields fields)
    {
        var participant = fields.Text("participant", "a participant of accounts");
        var name = fields.Text("account", "an account of accounts");
        if (participant is null || name is null)
            return null;
        var account = new Account(participant, name);
        if (accounts is null || accounts.Contains(account))
            return account;
        fields.Wrong("account", $"'{account}' is not among the accounts of {owner}");
        return null;
    }

    /// <summary>The currency that a mapping names; null, with a problem, when it is absent or none.</summary>
    public static string? Currency(YamlFields fields)
    {
        const string what = "an ISO 4217 code such as USD";
        if (fields.Text("currency", what) is not { } currency)
            return null;
        if (Domain.Reference.Currency.IsCode(currency))
            return currency;
        fields.Wrong("currency", $"'{currency}' is not {what}");
        return null;
    }
}
