using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>
/// Bearer tokens: those the server was started with, and for every service account <c>sa:NAMESPACE:NAME</c>, which is neither signed nor does it expire, so that a test can act as any account.
/// </summary>
/// <param name="known">User by token. The user <c>admin</c> is in system:masters.</param>
internal sealed class Tokens(IReadOnlyDictionary<string, string> known)
{
    private const string AccountPrefix = "sa:";

    public static string OfServiceAccount(string ns, string name) => $"{AccountPrefix}{ns}:{name}";

    /// <summary>The user of a token, without the group system:authenticated; null if it is nobody's.</summary>
    public UserInfo? Find(string token)
    {
        if (known.TryGetValue(token, out var name))
        {
            return new UserInfo(name, "", name == "admin" ? [Users.Masters] : []);
        }

        return token.StartsWith(AccountPrefix, StringComparison.Ordinal) && token[AccountPrefix.Length..].Split(':') is [{ Length: > 0 } ns, { Length: > 0 } account]
            ? new UserInfo(Users.ServiceAccountName(ns, account), "", Users.ServiceAccountGroups(ns))
            : null;
    }
}
