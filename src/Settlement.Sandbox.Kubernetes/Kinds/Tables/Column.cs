using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Tables;

/// <summary>Makes columns.</summary>
internal static class Column
{
    private const string NameText = "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an "
        + "appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: "
        + "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

    private const string CreatedAtText = "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across "
        + "separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: "
        + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

    public static readonly TableColumn Name = new("Name", "string", "name", NameText, 0);

    public static readonly TableColumn CreatedAt = new("Created At", "date", "", CreatedAtText, 0);

    public static readonly TableColumn Age = Text("Age");

    /// <summary>The columns of what runs containers, for wide output.</summary>
    public static readonly IReadOnlyList<TableColumn> Containers = [Wide("Containers"), Wide("Images")];

    public static TableColumn Text(string name) => new(name, "string", "", "", 0);

    public static TableColumn Whole(string name) => new(name, "integer", "", "", 0);

    public static TableColumn Flag(string name) => new(name, "boolean", "", "", 0);

    /// <summary>A column of wide output.</summary>
    public static TableColumn Wide(string name) => new(name, "string", "", "", 1);
}
