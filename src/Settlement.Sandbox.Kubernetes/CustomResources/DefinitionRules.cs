using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>What a definition must be to be served.</summary>
internal static class DefinitionRules
{
    public static void Check(JsonObject definition, List<FieldError> errors)
    {
        var spec = definition.Object("spec");
        var wanted = $"{spec.Object("names").Text("plural")}.{spec.Text("group")}";
        if (definition.Name() != wanted)
        {
            errors.Add(FieldError.Invalid("metadata.name", definition.Name(), "must be spec.names.plural+\".\"+spec.group"));
        }
    }

    public static void CheckUpdate(JsonObject definition, JsonObject old, List<FieldError> errors) => Check(definition, errors);
}
