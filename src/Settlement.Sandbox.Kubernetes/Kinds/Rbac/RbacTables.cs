using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Rbac;

/// <summary>How roles and bindings are shown.</summary>
internal static class RbacTables
{
    public static readonly KindTraits Traits = new() { Names = NameRule.PathSegment, CreatesOnUpdate = true };

    public static readonly TableView Roles = new([Column.Name, Column.CreatedAt with { Description = "" }], (role, _) => new JsonArray(role.Name(), TableView.CreatedAt(role)));

    public static readonly TableView Bindings = new(
        [Column.Name, Column.Text("Role"), Column.Age, Column.Wide("Users"), Column.Wide("Groups"), Column.Wide("ServiceAccounts")],
        (binding, now) =>
        {
            var role = binding.Object("roleRef");
            return new JsonArray(
                binding.Name(),
                $"{role.Text("kind")}/{role.Text("name")}",
                Ages.Age(binding, now),
                Subjects(binding, "User", s => s.Text("name")),
                Subjects(binding, "Group", s => s.Text("name")),
                Subjects(binding, "ServiceAccount", s => $"{s.Text("namespace")}/{s.Text("name")}"));
        });

    private static string Subjects(JsonObject binding, string kind, Func<JsonObject, string?> show) =>
        string.Join(", ", binding.Objects("subjects").Where(s => s.Text("kind") == kind).Select(show));
}
