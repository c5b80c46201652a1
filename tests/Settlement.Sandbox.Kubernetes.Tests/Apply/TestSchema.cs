using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Apply;

/// <summary>A kind with one of everything that can be merged.</summary>
internal static class TestSchema
{
    public static readonly DateTimeOffset Now = new(2013, 10, 8, 21, 0, 0, TimeSpan.Zero);

    public static SchemaNode Run { get; } = Object(
        ("spec", Object(
            ("settlers", Integer),
            ("market", Text),
            ("tags", new SchemaNode { Kind = SchemaKind.List, Items = Text, ListMerge = ListMerge.Set }),
            ("tiers", new SchemaNode { Kind = SchemaKind.List, Items = Object(("kind", Text)) }),
            ("labels", new SchemaNode { Kind = SchemaKind.Map, Items = Text }),
            ("selector", new SchemaNode { Kind = SchemaKind.Map, Items = Text, Atomic = true }),
            ("any", new SchemaNode { Kind = SchemaKind.Any, KeepsUnknown = true }),
            ("ports", new SchemaNode { Kind = SchemaKind.List, ListMerge = ListMerge.Map, ListKeys = ["port", "protocol"], Items = Object(("port", Integer), ("protocol", new SchemaNode { Kind = SchemaKind.String, Default = "TCP" }), ("name", Text)) }))),
        ("status", Object(
            ("phase", Text),
            ("members", new SchemaNode { Kind = SchemaKind.Map, Items = Object(("ready", new SchemaNode { Kind = SchemaKind.Boolean }), ("lag", Integer)) }),
            ("conditions", new SchemaNode { Kind = SchemaKind.List, ListMerge = ListMerge.Map, ListKeys = ["type"], Items = Object(("type", Text), ("status", Text)) }))));

    private static SchemaNode Text => new() { Kind = SchemaKind.String };

    private static SchemaNode Integer => new() { Kind = SchemaKind.Integer };

    public static FieldWriter Writer(string manager, string subresource = "", int second = 0) =>
        new(manager, "g.example/v1", "Run", subresource, Now.AddSeconds(second), FieldSet.Of([subresource.Length == 0 ? "status" : "spec"]));

    private static SchemaNode Object(params ReadOnlySpan<(string Name, SchemaNode Node)> fields)
    {
        var node = new SchemaNode { Kind = SchemaKind.Object };
        foreach (var (name, field) in fields)
        {
            node.Fields[name] = new SchemaField(field, false, 0, 0, null, "");
        }

        return node;
    }
}
