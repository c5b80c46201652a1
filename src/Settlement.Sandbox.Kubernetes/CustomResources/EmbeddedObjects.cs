using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>Whole objects within a custom resource must say what they are.</summary>
internal static class EmbeddedObjects
{
    public static void Check(ValueSchema schema, JsonNode? value, FieldPath path, List<FieldError> errors)
    {
        if (value is JsonArray list && schema.Items is { } items)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Check(items, list[i], path.Element(i), errors);
            }
        }
        else if (value is JsonObject members)
        {
            if (schema.Embedded)
            {
                Demand("apiVersion");
                Demand("kind");
            }

            foreach (var (name, member) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
            {
                if (schema.Properties.TryGetValue(name, out var property) || (property = schema.Additional) is not null)
                {
                    Check(property, member, path.Member(name), errors);
                }
            }

            void Demand(string name)
            {
                if (members.Text(name) is null or "")
                {
                    errors.Add(FieldError.Required(path.Member(name).ToString()));
                }
            }
        }
    }
}
