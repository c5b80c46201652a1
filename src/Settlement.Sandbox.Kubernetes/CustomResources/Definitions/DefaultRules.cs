using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>Defaults must be what their schema allows, before any other default is filled in.</summary>
internal static class DefaultRules
{
    private static readonly SchemaNode AnyMetadata = new() { Kind = SchemaKind.Any, KeepsUnknown = true };

    public static void Check(JsonObject schema, string path, bool whole, List<FieldError> errors)
    {
        // The machinery does not look at defaults of int-or-string.
        if (schema["default"] is { } preset && !schema.Flag("x-kubernetes-int-or-string"))
        {
            CheckOne(schema, preset, $"{path}.default", whole, errors);
        }

        foreach (var (name, child) in SchemaWalk.Structure(schema))
        {
            Check(child, $"{path}.{name}", whole: false, errors);
        }
    }

    private static void CheckOne(JsonObject schema, JsonNode preset, string path, bool whole, List<FieldError> errors)
    {
        // Pruning works on objects; a holder lets it prune any value.
        var holder = new JsonObject { ["value"] = preset.DeepClone() };
        var unknown = new List<string>();
        Pruning.Prune(holder, StructuralSchema.Root(new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["value"] = schema.DeepClone() } }, AnyMetadata), unknown);
        if (unknown.Count > 0)
        {
            errors.Add(FieldError.Invalid(path, preset, "must not have unknown fields"));
        }

        var demands = ValueSchema.Read(schema);
        var found = ValueValidator.Validate(demands, preset, FieldPath.Root).Errors;
        if ((whole || schema.Flag("x-kubernetes-embedded-resource")) && preset is JsonObject members)
        {
            found.AddRange(((string[])["apiVersion", "kind"]).Where(n => string.IsNullOrEmpty(members.Text(n))).Select(n => FieldError.Required(n)));
        }

        errors.AddRange(found.Select(e => e with { Field = e.Field == "<nil>" ? path : $"{path}{(e.Field[0] == '[' ? "" : ".")}{e.Field}" }));
    }
}
