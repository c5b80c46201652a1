using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>Fields that name an instrument, an account or a currency of the market.</summary>
/// <param name="instruments">The file's instruments; null when the file does not state the market, and names are compared when it is loaded.</param>
/// <param name="accounts">The file's accounts; null likewise.</param>
internal sealed class NamedFields(IReadOnlyDictionary<string, MarketInstrument>? instruments, IReadOnlySet<Account>? accounts)
{
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
        fields.Wrong("instrument", $"'{symbol}' is not among the instruments of this file");
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
        fields.Wrong("account", $"'{account}' is not among the accounts of this file");
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
