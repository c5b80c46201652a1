using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Server;

/// <summary>Two kinds, without rules of their own.</summary>
internal static class FirstKinds
{
    public static void AddTo(TypeCatalog catalog)
    {
        var schema = new SchemaNode { Kind = SchemaKind.Any };
        catalog.Set(new ResourceType
        {
            Group = "",
            Version = "v1",
            Plural = "namespaces",
            Singular = "namespace",
            Kind = "Namespace",
            Namespaced = false,
            Schema = schema,
            Strategy = new Plain(),
            ShortNames = ["ns"],
            HasStatus = true,
        });
        catalog.Set(new ResourceType
        {
            Group = "",
            Version = "v1",
            Plural = "configmaps",
            Singular = "configmap",
            Kind = "ConfigMap",
            Namespaced = true,
            Schema = schema,
            Strategy = new Plain(),
            ShortNames = ["cm"],
        });
    }

    private sealed class Plain : Strategy
    {
        public override IReadOnlyList<TableColumn> Columns => [new TableColumn("Name", "string", "name", "", 0)];

        public override bool? CountsGeneration(JsonObject value, JsonObject old) => null;

        public override JsonArray Cells(JsonObject value, DateTimeOffset now) => [value.Name()];
    }
}
