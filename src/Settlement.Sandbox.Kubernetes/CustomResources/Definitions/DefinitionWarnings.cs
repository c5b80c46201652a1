using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>What whoever writes a definition should know of it.</summary>
internal static class DefinitionWarnings
{
    public static void Give(JsonObject definition, RequestScope scope)
    {
        var index = 0;
        foreach (var version in definition.Object("spec").Objects("versions"))
        {
            foreach (var schema in SchemaWalk.All(version.Object("schema", "openAPIV3Schema")))
            {
                if (schema.Text("type") == "string" && schema.Text("format") is { Length: > 0 } format && !Formats.IsChecked(format))
                {
                    scope.Warn($"unrecognized format {GoText.Quote(format)}");
                }
            }

            if (version.Object("schema", "openAPIV3Schema") is { } root)
            {
                ExpressionRules.Warn(root, $"spec.versions[{index}].schema.openAPIV3Schema", scope);
            }

            index++;
        }
    }
}
