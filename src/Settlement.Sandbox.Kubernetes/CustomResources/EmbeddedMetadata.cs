using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Schemas.Decoding;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>Decodes the metadata of whole objects within a custom resource, which has the same fields as that of every object.</summary>
internal static class EmbeddedMetadata
{
    /// <summary>Drops unknown and empty fields of embedded metadata.</summary>
    /// <param name="value">A custom resource that has been pruned; changed.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="strict">Takes the paths of unknown fields; null: they are not of interest.</param>
    /// <exception cref="StatusException">400: a field has the wrong type.</exception>
    public static void Decode(JsonObject value, ResourceType type, StrictErrors? strict) => Visit(value, type.Schema, FieldPath.Root, type, strict);

    private static void Visit(JsonNode? value, SchemaNode schema, FieldPath path, ResourceType type, StrictErrors? strict)
    {
        if (value is JsonArray list && schema.Items is { } items)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Visit(list[i], items, path.Element(i), type, strict);
            }
        }
        else if (value is JsonObject members)
        {
            if (schema.Embedded)
            {
                DemandText(members, "apiVersion", path, type);
                DemandText(members, "kind", path, type);
                DecodeMetadata(members, path.Member("metadata"), type, strict);
            }

            foreach (var (name, member) in members)
            {
                var isMeta = name is "metadata" && (schema.Embedded || ReferenceEquals(path, FieldPath.Root));
                if (!isMeta && (schema.Fields.TryGetValue(name, out var field) ? field.Node : schema.Kind == SchemaKind.Map ? schema.Items : null) is { } node)
                {
                    Visit(member, node, path.Member(name), type, strict);
                }
            }
        }
    }

    private static void DemandText(JsonObject members, string name, FieldPath path, ResourceType type)
    {
        if (members[name] is { } given && given.GetValueKind() != JsonValueKind.String)
        {
            throw Refused(type, path.Member(name), given, "must be a string");
        }
    }

    private static void DecodeMetadata(JsonObject members, FieldPath path, ResourceType type, StrictErrors? strict)
    {
        if (members["metadata"] is not { } metadata)
        {
            members.Remove("metadata");
            return;
        }

        BuiltInForm.Sort(metadata);
        try
        {
            var fields = TypedDecoder.Decode(JsonText.Read(JsonSerializer.SerializeToUtf8Bytes(metadata, Json.Compact)), BuiltInSchemas.ObjectMeta, path.ToString(), strict);
            BuiltInForm.Apply(fields, BuiltInSchemas.ObjectMeta);
            members["metadata"] = fields;
        }
        catch (TypeMismatchException wrong)
        {
            throw Refused(type, path, metadata, wrong.Message);
        }
    }

    private static StatusException Refused(ResourceType type, FieldPath path, JsonNode given, string why) =>
        StatusException.BadRequest($"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: {FieldError.Invalid(path.ToString(), given, why)}");
}
