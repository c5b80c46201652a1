using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>The sections <c>accounts</c> and <c>participants</c>, with the fees that differ there.</summary>
internal sealed class AccountSection
{
    private readonly IReadOnlyDictionary<string, MarketInstrument> _instruments;
    private readonly Dictionary<(string, string?, string?, string?), FeeOverride> _fees = [];

    private AccountSection(IReadOnlyDictionary<string, MarketInstrument> instruments) => _instruments = instruments;

    /// <summary>Reads all accounts, and the fees of participants and accounts.</summary>
    public static (HashSet<Account> Accounts, IReadOnlyList<FeeOverride> Fees) Read(YamlFields file, IReadOnlyDictionary<string, MarketInstrument> instruments)
    {
        var section = new AccountSection(instruments);
        var accounts = section.Accounts(file);
        section.Participants(file, accounts);
        return (accounts, [.. section._fees.Values]);
    }

    private HashSet<Account> Accounts(YamlFields file)
    {
        HashSet<Account> accounts = [];
        foreach (var fields in file.Maps("accounts", isRequired: true, "participant", "account", "fees"))
        {
            if (Name(fields, "participant", "the clearing participant") is not { } participant || Name(fields, "account", "the participant's account") is not { } name)
                continue;
            if (!accounts.Add(new Account(participant, name)))
                fields.Wrong("account", $"account '{participant}/{name}' is there twice");
            Fees(fields, participant, name);
        }

        return accounts;
    }

    private void Participants(YamlFields file, HashSet<Account> accounts)
    {
        HashSet<string> known = [.. accounts.Select(static a => a.Participant)];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var fields in file.Maps("participants", isRequired: false, "participant", "fees"))
        {
            if (Name(fields, "participant", "a participant of accounts") is not { } participant)
                continue;
            if (!known.Contains(participant))
                fields.Wrong("participant", $"'{participant}' has no account in this file");
            if (!seen.Add(participant))
                fields.Wrong("participant", $"participant '{participant}' is there twice");
            Fees(fields, participant, null);
        }
    }

    private void Fees(YamlFields owner, string participant, string? account)
    {
        foreach (var fields in owner.Maps("fees", isRequired: false, [.. RateSection.FeeFields, "product", "instrument"]))
        {
            var product = fields.Find("product") is null ? null : fields.Text("product", "a product of instruments");
            var instrument = fields.Find("instrument") is null ? null : fields.Text("instrument", "a symbol of instruments");
            if (instrument is not null && !_instruments.ContainsKey(instrument))
                fields.Wrong("instrument", $"'{instrument}' is not among the instruments of this file");
            if (product is not null && _instruments.Values.All(i => i.Product != product))
                fields.Wrong("product", $"'{product}' is not a product of the instruments of this file");
            if (product is not null && instrument is not null)
                fields.Wrong("product", "is there beside instrument; fees are for one of them");
            if (RateSection.Fees(fields) is { } fees && !_fees.TryAdd((participant, account, product, instrument), new FeeOverride(participant, account, product, instrument, fees)))
                fields.Wrong("fees", $"fees for {instrument ?? product ?? "everything"} are there twice");
        }
    }

    private static string? Name(YamlFields fields, string field, string what)
    {
        if (fields.Text(field, what) is not { } name)
            return null;
        if (Names.IsValid(name))
            return name;
        fields.Wrong(field, $"'{name}' is not a name: {ReferenceFile.NameRule}");
        return null;
    }
}
