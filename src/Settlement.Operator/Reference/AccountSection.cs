using Settlement.Domain.Reference;

namespace Settlement.Operator.Reference;

/// <summary>The section <c>accounts</c>.</summary>
internal static class AccountSection
{
    /// <summary>Reads all accounts.</summary>
    public static HashSet<Account> Read(YamlFields file, ReferenceProblems problems)
    {
        HashSet<Account> accounts = [];
        foreach (var (item, i) in file.Items("accounts", isRequired: true).Select(static (item, i) => (item, i)))
        {
            if (YamlFields.Of(item, $"accounts[{i}]", problems, "participant", "account") is not { } fields)
                continue;
            if (Name(fields, "participant", "the clearing participant") is { } participant
                && Name(fields, "account", "the participant's account") is { } name
                && !accounts.Add(new Account(participant, name)))
                fields.Wrong("account", $"account '{participant}/{name}' is there twice");
        }

        return accounts;
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
