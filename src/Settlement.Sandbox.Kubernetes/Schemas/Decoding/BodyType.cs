using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Schemas.Decoding;

/// <summary>What a request's body must be.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Version">API version.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="IsCustom">Whether it is a custom resource, whose schema is not looked at here: only metadata is.</param>
internal sealed record BodyType(string Group, string Version, string Kind, SchemaNode Schema, bool IsCustom)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public static BodyType Of(ResourceType type) => new(type.Group, type.Version, type.Kind, type.Schema, type.IsCustom);

    /// <summary>A built-in kind, such as <c>Scale</c> or <c>DeleteOptions</c>.</summary>
    public static BodyType BuiltIn(string group, string version, string kind) => new(
        group, version, kind, BuiltInSchemas.For(group, version, kind) ?? throw new ArgumentException($"{kind} of {group}/{version} is not built in", nameof(kind)), IsCustom: false);
}

/// <summary>How a body is encoded.</summary>
internal enum BodyFormat
{
    Json,
    Yaml,
    Protobuf,
}
