using Settlement.Sandbox.Kubernetes.Requests;

namespace Settlement.Sandbox.Kubernetes.Types;

/// <summary>
/// A path below an object, or a kind that is only asked and never stored, which is not served by the common rules:
/// <c>pods/eviction</c>, <c>pods/binding</c>, <c>pods/log</c>, <c>serviceaccounts/token</c>, <c>namespaces/finalize</c>, access reviews.
/// <c>status</c> and <c>scale</c> are served by the common rules.
/// </summary>
internal interface ISubresource
{
    string Group { get; }

    string Version { get; }

    /// <summary>Plural of the kind, such as <c>pods</c>.</summary>
    string Plural { get; }

    /// <summary>Name below the object; empty for a kind that is only created, such as an access review.</summary>
    string Name { get; }

    /// <summary>Kind of the body, with its group and version, for discovery.</summary>
    (string Group, string Version, string Kind) Body { get; }

    bool Namespaced { get; }

    /// <summary>Verbs for discovery: <c>create</c>, <c>get</c>, <c>update</c>.</summary>
    IReadOnlyList<string> Verbs { get; }

    /// <summary>Schema of the body, or null if nothing but JSON without a schema comes.</summary>
    SchemaNode? Schema { get; }

    /// <summary>Answers. Access has been checked. The object may not exist.</summary>
    /// <returns>The answer's code and object; code 0 when the answer was written to the response by itself.</returns>
    Task<(int Code, System.Text.Json.Nodes.JsonObject? Answer)> AnswerAsync(ApiRequest request, IObjects objects, CancellationToken cancellationToken);
}
