using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Requests.Writes;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Access.Reviews;

/// <summary>Who wrote which field of a question that is not stored: the machinery notes it all the same.</summary>
internal static class FieldRecord
{
    /// <param name="request">The request.</param>
    /// <param name="question">Kind, apiVersion, metadata and spec; gets its managed fields.</param>
    /// <param name="schema">Its schema.</param>
    public static void Track(ApiRequest request, JsonObject question, SchemaNode schema)
    {
        var empty = new JsonObject();
        BuiltInForm.Apply(empty, schema);
        BuiltInForm.Apply(question, schema);
        var manager = WriteOptions.Read(request.Http.Request, "CreateOptions").Manager;
        ManagedFields.Update(empty, question, schema, new FieldWriter(manager, question.Text("apiVersion") ?? "", question.Text("kind") ?? "", "", request.Now, FieldSet.Empty));
    }
}
