using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Tables;

namespace Settlement.Sandbox.Kubernetes.Kinds.Config;

/// <summary>How config maps, secrets and service accounts are shown.</summary>
internal static class ConfigTables
{
    public static readonly TableView ConfigMaps = new(
        [Column.Name, Column.Text("Data"), Column.Age],
        (map, now) => new JsonArray(map.Name(), Count(map, "data") + Count(map, "binaryData"), Ages.Age(map, now)));

    public static readonly TableView Secrets = new(
        [Column.Name, Column.Text("Type"), Column.Text("Data"), Column.Age],
        (secret, now) => new JsonArray(secret.Name(), secret.Text("type"), Count(secret, "data"), Ages.Age(secret, now)));

    public static readonly TableView ServiceAccounts = new(
        [Column.Name, Column.Text("Secrets"), Column.Age],
        (account, now) => new JsonArray(account.Name(), (long)(account.Array("secrets")?.Count ?? 0), Ages.Age(account, now)));

    private static long Count(JsonObject value, string name) => value.Object(name)?.Count ?? 0;
}
