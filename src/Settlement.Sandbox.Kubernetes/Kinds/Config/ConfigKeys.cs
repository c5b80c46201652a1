using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Kinds.Validation;

namespace Settlement.Sandbox.Kubernetes.Kinds.Config;

/// <summary>What secrets and config maps have in common.</summary>
internal static class ConfigKeys
{
    /// <summary>As much as one of them may hold.</summary>
    public const int MostBytes = 1024 * 1024;

    private const string Immutable = "field is immutable when `immutable` is set";

    public static void Check(JsonObject data, string path, List<FieldError> errors)
    {
        foreach (var (key, _) in data)
        {
            errors.Add($"{path}[{key}]", key, Names.ConfigKey(key));
        }
    }

    /// <summary>Once <c>immutable</c> is set, it stays and these members too.</summary>
    public static void CheckImmutable(JsonObject value, JsonObject old, ReadOnlySpan<string> members, List<FieldError> errors)
    {
        if (!old.Flag("immutable"))
        {
            return;
        }

        if (!value.Flag("immutable"))
        {
            errors.Add(FieldError.Forbidden("immutable", Immutable));
        }

        foreach (var member in members)
        {
            if (!JsonNode.DeepEquals(value[member] ?? new JsonObject(), old[member] ?? new JsonObject()))
            {
                errors.Add(FieldError.Forbidden(member, Immutable));
            }
        }
    }

    /// <summary>Bytes behind a text in Base64.</summary>
    public static long DecodedLength(JsonNode? base64)
    {
        var text = base64?.GetValue<string>() ?? "";
        return (long)text.Length / 4 * 3 - (text.EndsWith("==", StringComparison.Ordinal) ? 2 : text.EndsWith('=') ? 1 : 0);
    }
}
