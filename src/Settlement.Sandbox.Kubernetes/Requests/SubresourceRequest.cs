using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests.Output;
using Settlement.Sandbox.Kubernetes.Requests.Writes;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Requests;

/// <summary>Hands a request to what is below an object, and writes its answer.</summary>
internal static class SubresourceRequest
{
    /// <exception cref="StatusException">Anything that is refused.</exception>
    public static async Task AnswerAsync(ApiRequest request, ISubresource below, CancellationToken cancellationToken)
    {
        if (!below.Verbs.Contains(request.Attributes.Verb))
        {
            throw MethodCheck.NotAllowed();
        }

        var accepted = below.Schema is null ? Accepted.PlainJson : Negotiation.ForPlain(request.Http.Request);
        var complete = request.Attributes.Verb == "get" ? request : await WithBodyAsync(request, below, cancellationToken);
        var (code, answer) = await below.AnswerAsync(complete, request.Objects, cancellationToken);
        if (code != 0)
        {
            if (code < 300 && below.Schema is { } schema && answer.Text("kind") == below.Body.Kind)
            {
                BuiltInForm.Apply(answer, schema);
            }

            await ObjectAnswers.PlainAsync(request, accepted, code, answer!);
        }
    }

    private static async Task<ApiRequest> WithBodyAsync(ApiRequest request, ISubresource below, CancellationToken cancellationToken)
    {
        var format = ContentType.FormatOf(request.Http.Request);
        var body = await BodyReader.ReadAsync(request.Http, cancellationToken);
        return new ApiRequest
        {
            Http = request.Http,
            Attributes = request.Attributes,
            User = request.User,
            Objects = request.Objects,
            Now = request.Now,
            Body = Bodies.Below(body, format, below),
        };
    }
}
