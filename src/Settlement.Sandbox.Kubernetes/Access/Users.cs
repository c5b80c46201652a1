using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>Names of users and groups that mean something to the API.</summary>
internal static class Users
{
    public const string Masters = "system:masters";
    public const string Authenticated = "system:authenticated";
    public const string Unauthenticated = "system:unauthenticated";
    public const string AnonymousName = "system:anonymous";
    private const string AccountPrefix = "system:serviceaccount:";

    public static readonly UserInfo Anonymous = new(AnonymousName, "", [Unauthenticated]);

    public static string ServiceAccountName(string ns, string name) => $"{AccountPrefix}{ns}:{name}";

    /// <summary>Groups of every service account of a namespace, without <see cref="Authenticated"/>.</summary>
    public static IReadOnlyList<string> ServiceAccountGroups(string ns) => ["system:serviceaccounts", $"system:serviceaccounts:{ns}"];

    /// <summary>Namespace and name of the service account whose user this is; null for any other user.</summary>
    public static (string Namespace, string Name)? ServiceAccount(string user) =>
        user.StartsWith(AccountPrefix, StringComparison.Ordinal) && user[AccountPrefix.Length..].Split(':') is [{ Length: > 0 } ns, { Length: > 0 } name] ? (ns, name) : null;

    public static bool IsMaster(UserInfo user) => user.Groups.Contains(Masters);
}
