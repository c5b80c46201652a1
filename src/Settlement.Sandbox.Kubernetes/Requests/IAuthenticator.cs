using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Who asks.</summary>
internal interface IAuthenticator
{
    /// <summary>The user by certificate, token or none (anonymous), or whom this user impersonates; null when credentials were given and are wrong.</summary>
    /// <exception cref="Errors.StatusException">The user may not impersonate whom the request names.</exception>
    UserInfo? Authenticate(HttpContext http);
}
