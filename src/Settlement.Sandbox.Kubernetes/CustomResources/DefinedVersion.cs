using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources;

/// <summary>One served version of a definition, read once.</summary>
internal sealed class DefinedVersion
{
    private DefinedVersion()
    {
    }

    public required GroupResource Resource { get; init; }

    public required string ApiVersion { get; init; }

    public required SchemaNode Schema { get; init; }

    public required ValueSchema Demands { get; init; }

    public required PrinterColumns Printer { get; init; }

    public required bool HasStatus { get; init; }

    public ScalePaths? Scale { get; init; }

    /// <summary>Fields of field selectors by name, such as <c>spec.market</c>.</summary>
    public required IReadOnlyDictionary<string, JsonPath> SelectableFields { get; init; }

    /// <summary>Whether objects may be stored otherwise than this version shows them: after a change of the definition, or in another version.</summary>
    public required bool ChangesOnRead { get; init; }

    public required Func<bool> IsTerminating { get; init; }

    /// <summary>The kinds that a definition serves, one for each served version.</summary>
    /// <param name="definition">A valid definition whose names have been accepted.</param>
    /// <param name="isTerminating">Whether the definition is being deleted, so that nothing more is created.</param>
    public static IReadOnlyList<ResourceType> Types(JsonObject definition, Func<bool> isTerminating)
    {
        var spec = definition.Object("spec")!;
        var names = definition.Object("status", "acceptedNames")!;
        var resource = new GroupResource(spec.Text("group")!, spec.Object("names").Text("plural")!);
        var versions = spec.Objects("versions").ToList();
        var changes = versions.Count > 1 || definition.Object("metadata").Number("generation") > 1;
        return [.. versions.Where(v => v.Flag("served")).Select(v => Type(resource, spec.Text("scope") == "Namespaced", names, Read(v, spec, resource, changes, isTerminating), v.Text("name")!))];
    }

    private static ResourceType Type(GroupResource resource, bool namespaced, JsonObject names, DefinedVersion version, string name) => new()
    {
        Group = resource.Group,
        Version = name,
        Plural = resource.Resource,
        Singular = names.Text("singular") ?? "",
        Kind = names.Text("kind")!,
        ListKindOverride = names.Text("listKind"),
        Namespaced = namespaced,
        ShortNames = Texts(names, "shortNames"),
        Categories = Texts(names, "categories"),
        Schema = version.Schema,
        Strategy = new CustomResourceStrategy(version),
        HasStatus = version.HasStatus,
        Scale = version.Scale,
        IsCustom = true,
        StoredAs = resource,
    };

    private static DefinedVersion Read(JsonObject version, JsonObject spec, GroupResource resource, bool changes, Func<bool> isTerminating)
    {
        var schema = version.Object("schema", "openAPIV3Schema") ?? [];
        if (spec.Flag("preserveUnknownFields"))
        {
            schema = schema.DeepClone().AsObject();
            schema["x-kubernetes-preserve-unknown-fields"] = true;
        }

        var scale = version.Object("subresources", "scale");
        return new DefinedVersion
        {
            Resource = resource,
            ApiVersion = $"{resource.Group}/{version.Text("name")}",
            Schema = StructuralSchema.Root(schema, BuiltInSchemas.ObjectMeta),
            Demands = ValueSchema.Read(schema, whole: true),
            Printer = new PrinterColumns(version.Objects("additionalPrinterColumns")),
            HasStatus = version.Object("subresources", "status") is not null,
            Scale = scale is null ? null : new ScalePaths(scale.Text("specReplicasPath") ?? "", scale.Text("statusReplicasPath") ?? "", scale.Text("labelSelectorPath")),
            SelectableFields = version.Objects("selectableFields").Select(f => f.Text("jsonPath") ?? "").ToDictionary(p => p.TrimStart('.'), JsonPath.Parse, StringComparer.Ordinal),
            ChangesOnRead = changes,
            IsTerminating = isTerminating,
        };
    }

    private static IReadOnlyList<string> Texts(JsonObject names, string name) => [.. names.Array(name)?.Select(n => n?.ToString() ?? "") ?? []];
}
