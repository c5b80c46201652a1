using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas;

/// <summary>The schemas of the built-in types, read from <c>built-in-types.txt</c> when they are first asked for.</summary>
internal static class BuiltInSchemas
{
    public const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    public const string Core = "io.k8s.api.core.v1.";
    public const string Time = Meta + "Time";
    public const string MicroTime = Meta + "MicroTime";
    public const string FieldsV1 = Meta + "FieldsV1";
    public const string Quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    public const string IntOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
    public const string RawExtension = "io.k8s.apimachinery.pkg.runtime.RawExtension";
    public const string JsonValue = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON";
    public const string JsonSchema = JsonValue + "SchemaProps";

    private static readonly Lock Gate = new();
    private static readonly TypeFile File = TypeFile.Load();
    private static readonly TypeBuilder Builder = new(File);

    private static readonly Lazy<ILookup<string, (string Group, string Version, string Kind)>> KindByType = new(() => File.Kinds.ToLookup(k => k.TypeName, k => (k.Group, k.Version, k.Kind)));

    /// <summary>Full names of all types with fields, in the order of the file.</summary>
    public static IReadOnlyCollection<string> Names => File.Names;

    /// <summary>The kinds that OpenAPI marks with group, version and kind, by full name of their type.</summary>
    public static IEnumerable<(string Group, string Version, string Kind, string TypeName)> Kinds => File.Kinds;

    /// <summary>The kinds that OpenAPI marks a type with: its own, and for DeleteOptions one in each group.</summary>
    public static IEnumerable<(string Group, string Version, string Kind)> KindsOf(string typeName) => typeName switch
    {
        Meta + "Status" => [("", "v1", "Status")],
        Meta + "DeleteOptions" => File.Groups.Select(g => (g.Group, g.Version, "DeleteOptions")),
        _ => KindByType.Value[typeName],
    };

    public static SchemaNode ObjectMeta => Type(Meta + "ObjectMeta");

    public static SchemaNode ListMeta => Type(Meta + "ListMeta");

    public static SchemaNode Status => Type(Meta + "Status");

    /// <summary>The schema of a kind, or null for one that is not built in. Status and DeleteOptions are there in every group and version.</summary>
    public static SchemaNode? For(string group, string version, string kind) => File.Find(group, version, kind) is { } name ? Type(name) : null;

    /// <summary>The schema of a type.</summary>
    /// <param name="name">Full name, such as <c>io.k8s.api.core.v1.PodSpec</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no such type.</exception>
    public static SchemaNode Type(string name)
    {
        lock (Gate)
        {
            return Builder.Type(name);
        }
    }
}
