using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds;

/// <summary>The strategy of a built-in kind without rules of its own, and the base of the others.</summary>
internal class KindStrategy(TableView table, KindTraits traits) : Strategy
{
    public override NameRule NameRule => traits.Names;

    public override bool CreatesOnUpdate => traits.CreatesOnUpdate;

    public override bool RequiresVersion => traits.RequiresVersion;

    public override bool KeepsStatusOnCreate => traits.KeepsStatusOnCreate;

    public override bool StatusKeepsLabels => traits.StatusKeepsLabels;

    public override bool AnswersDeleted => traits.AnswersDeleted;

    public override string? DefaultPropagation => traits.Propagation;

    public override bool DeletesCollections => traits.DeletesCollections;

    public override IReadOnlyList<TableColumn> Columns => table.Columns;

    public override JsonArray Cells(JsonObject value, DateTimeOffset now) => table.Cells(value, now);

    public override bool? CountsGeneration(JsonObject value, JsonObject old) => traits.Generations switch
    {
        Generations.None => null,
        Generations.Constant => false,
        Generations.Spec => Differ(value, old, "spec"),
        Generations.SpecAndAnnotations => Differ(value, old, "spec") || Differ(value.Object("metadata"), old.Object("metadata"), "annotations"),
        _ => value.Concat(old).Any(member => member.Key != "metadata" && Differ(value, old, member.Key)),
    };

    private static bool Differ(JsonObject? value, JsonObject? old, string name) => !JsonNode.DeepEquals(value?[name], old?[name]);
}
