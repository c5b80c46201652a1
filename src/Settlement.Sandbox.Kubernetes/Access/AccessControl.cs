using Settlement.Sandbox.Kubernetes.Access.Rbac;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>Who asks, and what they may, put together.</summary>
internal sealed class AccessControl : IDisposable
{
    private readonly RbacAuthorizer _rbac = new();

    /// <param name="certificates">The server's; asked for with the first client certificate.</param>
    /// <param name="tokens">User by bearer token.</param>
    /// <param name="deniedFile">Where refused requests are appended; null: nowhere.</param>
    /// <param name="time">The clock.</param>
    /// <param name="anonymous">Whether who brings no credentials is anonymous, and not refused.</param>
    public AccessControl(Lazy<ServerCertificates> certificates, IReadOnlyDictionary<string, string> tokens, string? deniedFile, TimeProvider time, bool anonymous)
    {
        Denied = new DeniedLog(time, deniedFile);
        Tokens = new Tokens(tokens);
        Authorizer = new RecordingAuthorizer(_rbac, Denied);
        Authenticator = new Authenticator(certificates, Tokens, new Impersonation(Authorizer), Denied, time, anonymous);
        Escalation = new RbacEscalation(_rbac);
    }

    public Tokens Tokens { get; }

    public DeniedLog Denied { get; }

    public IAuthenticator Authenticator { get; }

    /// <summary>For requests: refusals are noted.</summary>
    public IAuthorizer Authorizer { get; }

    /// <summary>For writes of roles and bindings.</summary>
    public IEscalationCheck Escalation { get; }

    /// <summary>For questions: the rules that hold now.</summary>
    public RbacRules Rules => _rbac.Rules;

    /// <summary>Begins to follow the stored roles and bindings. Before anybody writes.</summary>
    public void Follow(IObjects objects) => _rbac.Follow(objects);

    public void Dispose() => Denied.Dispose();
}
