using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>Who asks: a client certificate of the server's own authority, a bearer token, or nobody. Wrong credentials are refused, and noted in the log of denied requests.</summary>
internal sealed class Authenticator(Lazy<ServerCertificates> certificates, Tokens tokens, Impersonation impersonation, DeniedLog denied, TimeProvider time, bool anonymous) : IAuthenticator
{
    /// <summary>One certificate object lives as long as its connection, so each connection is verified once.</summary>
    private readonly ConditionalWeakTable<X509Certificate2, Verified> _verified = [];

    public UserInfo? Authenticate(HttpContext http)
    {
        var (user, wrong) = Credentials(http);
        if (user is null && wrong is not null)
        {
            denied.Add(new DeniedRequest { Code = 401, Verb = http.Request.Method, Path = http.Request.Path, Reason = wrong });
            return null;
        }

        return user is null && !anonymous ? null : impersonation.Apply(http.Request.Headers, user ?? Users.Anonymous);
    }

    private (UserInfo? User, string? Wrong) Credentials(HttpContext http)
    {
        if (http.Connection.ClientCertificate is { } certificate)
        {
            return _verified.GetValue(certificate, Verify).User is { } owner ? (owner, null) : (null, "x509: certificate signed by unknown authority");
        }

        if (http.Request.Headers.Authorization.ToString().Split(' ', 3) is not [var scheme, { Length: > 0 } token, ..] || !scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase))
        {
            return (null, null);
        }

        return tokens.Find(token) is { } user ? (WithAuthenticated(user), null) : (null, "invalid bearer token");
    }

    private Verified Verify(X509Certificate2 certificate)
    {
        if (!certificates.Value.Issued(certificate, time.GetUtcNow()))
        {
            return new Verified(null);
        }

        var parts = certificate.SubjectName.EnumerateRelativeDistinguishedNames().Where(part => !part.HasMultipleElements).ToLookup(part => part.GetSingleElementType().Value, part => part.GetSingleElementValue() ?? "");
        return new Verified(WithAuthenticated(new UserInfo(parts["2.5.4.3"].FirstOrDefault() ?? "", "", [.. parts["2.5.4.10"]])));
    }

    private static UserInfo WithAuthenticated(UserInfo user) => user with { Groups = [.. user.Groups, Users.Authenticated] };

    private sealed record Verified(UserInfo? User);
}
