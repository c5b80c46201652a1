using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>Acting as somebody else, by the Impersonate headers: every name, group, uid and extra that is taken on must be allowed by the verb <c>impersonate</c>.</summary>
internal sealed class Impersonation(IAuthorizer authorizer)
{
    private const string AuthenticationGroup = "authentication.k8s.io";
    private const string ExtraPrefix = "Impersonate-Extra-";

    /// <summary>The user itself where the headers name nobody else.</summary>
    /// <exception cref="StatusException">Not allowed, or no user is named.</exception>
    public UserInfo Apply(IHeaderDictionary headers, UserInfo user)
    {
        var name = headers["Impersonate-User"].ToString();
        var uid = headers["Impersonate-Uid"].ToString();
        List<string> groups = [.. headers["Impersonate-Group"].OfType<string>()];
        var extra = Extra(headers);
        if (name.Length == 0)
        {
            return groups.Count == 0 && uid.Length == 0 && extra.Count == 0 ? user : throw WithoutUser(groups, extra, uid);
        }

        var account = Users.ServiceAccount(name);
        Confirm(user, account is { } of ? ("", "serviceaccounts", "", of.Namespace, of.Name) : ("", "users", "", "", name));
        foreach (var group in groups)
        {
            Confirm(user, ("", "groups", "", "", group));
        }

        foreach (var (key, value) in extra.SelectMany(pair => pair.Value, (pair, value) => (pair.Key, value)))
        {
            Confirm(user, (AuthenticationGroup, "userextras", key, "", value));
        }

        if (uid.Length > 0)
        {
            Confirm(user, (AuthenticationGroup, "uids", "", "", uid));
        }

        return new UserInfo(name, uid, Groups(name, account, groups)) { Extra = extra };
    }

    private void Confirm(UserInfo user, (string Group, string Resource, string Subresource, string Namespace, string Name) whom)
    {
        var request = new RequestAttributes(true, "impersonate", whom.Group, "v1", whom.Resource, whom.Subresource, whom.Namespace, whom.Name, "");
        var decision = authorizer.Decide(user, request);
        if (!decision.Allowed)
        {
            throw Refusals.Forbidden(user, request, decision.Reason);
        }
    }

    private static List<string> Groups(string name, (string Namespace, string Name)? account, List<string> groups)
    {
        if (account is { } of && groups.Count == 0)
        {
            groups = [.. Users.ServiceAccountGroups(of.Namespace)];
        }

        var own = name == Users.AnonymousName ? Users.Unauthenticated : Users.Authenticated;
        var said = groups.Contains(own) || (own == Users.Authenticated && groups.Contains(Users.Unauthenticated));
        return said ? groups : [.. groups, own];
    }

    private static Dictionary<string, IReadOnlyList<string>> Extra(IHeaderDictionary headers)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (header, values) in headers)
        {
            if (header.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            {
                extra[Uri.UnescapeDataString(header[ExtraPrefix.Length..].ToLowerInvariant())] = [.. values.OfType<string>()];
            }
        }

        return extra;
    }

    private static StatusException WithoutUser(List<string> groups, Dictionary<string, IReadOnlyList<string>> extra, string uid)
    {
        IEnumerable<string> requested =
        [
            .. groups.Select(group => $"{{Group  {group}    }}"),
            .. extra.SelectMany(pair => pair.Value, (pair, value) => $"{{UserExtra  {value}  {AuthenticationGroup}/v1  {pair.Key}}}"),
            .. uid.Length > 0 ? [$"{{UID  {uid}  {AuthenticationGroup}/v1  }}"] : (string[])[],
        ];
        return StatusException.BadRequest($"requested [{string.Join(' ', requested)}] without impersonating a user");
    }
}
