using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Who asks.</summary>
internal interface IAuthenticator
{
    /// <summary>The user by certificate, token or none (anonymous); null when credentials were given and are wrong.</summary>
    UserInfo? Authenticate(HttpContext http);
}
