using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access;

/// <summary>Notes what it refuses to a request. Access reviews ask the inner one: a question is no request.</summary>
internal sealed class RecordingAuthorizer(IAuthorizer inner, DeniedLog denied) : IAuthorizer
{
    public AccessDecision Decide(UserInfo user, RequestAttributes request)
    {
        var decision = inner.Decide(user, request);
        if (!decision.Allowed)
        {
            denied.Add(new DeniedRequest
            {
                Code = 403,
                User = user.Name,
                Verb = request.Verb,
                Group = Filled(request.Group),
                Resource = request.Subresource.Length == 0 ? Filled(request.Resource) : $"{request.Resource}/{request.Subresource}",
                Namespace = Filled(request.Namespace),
                Name = Filled(request.Name),
                Path = Filled(request.Path),
                Reason = Filled(decision.Reason),
            });
        }

        return decision;
    }

    private static string? Filled(string text) => text.Length == 0 ? null : text;
}
