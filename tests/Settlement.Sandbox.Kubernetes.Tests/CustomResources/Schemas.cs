using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.CustomResources;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Tests.CustomResources;

/// <summary>Short ways to try schemas.</summary>
internal static class Schemas
{
    public static JsonObject Object(string json) => JsonNode.Parse(json)!.AsObject();

    /// <summary>What is wrong with a value of <c>spec</c>, one text per error.</summary>
    public static IReadOnlyList<string> Errors(string schema, string spec, string? old = null) =>
        [.. All(schema, spec, old).Select(e => e.ToString())];

    public static IReadOnlyList<FieldError> All(string schema, string spec, string? old = null) =>
        ValueValidator.Validate(ValueSchema.Read(Whole(schema)), Object(Spec(spec)), FieldPath.Root, old is null ? null : Object(Spec(old))).Errors;

    public static JsonObject Whole(string spec) => Object($"{{\"type\":\"object\",\"properties\":{{\"spec\":{spec}}}}}");

    private static string Spec(string value) => $"{{\"spec\":{value}}}";
}
