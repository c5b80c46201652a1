using System.Globalization;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>The conditions of a definition.</summary>
internal static class Conditions
{
    public static JsonObject? Find(JsonObject definition, string type) => definition.Object("status").Objects("conditions").FirstOrDefault(c => c.Text("type") == type);

    public static bool IsTrue(JsonObject definition, string type) => Find(definition, type).Text("status") == "True";

    /// <summary>Sets a condition; its time changes only with its status. True if anything changed.</summary>
    public static bool Set(JsonObject definition, string type, bool holds, string reason, string message, DateTimeOffset now)
    {
        var status = holds ? "True" : "False";
        var present = Find(definition, type);
        if (present is not null && present.Text("status") == status && present.Text("reason") == reason && present.Text("message") == message)
        {
            return false;
        }

        var time = present is not null && present.Text("status") == status ? present["lastTransitionTime"]?.DeepClone() : now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var condition = new JsonObject { ["type"] = type, ["status"] = status, ["lastTransitionTime"] = time, ["reason"] = reason, ["message"] = message };
        if (definition["status"] is not JsonObject state)
        {
            definition["status"] = state = [];
        }

        if (state["conditions"] is not JsonArray conditions)
        {
            state["conditions"] = conditions = [];
        }

        if (present is null)
        {
            conditions.Add(condition);
        }
        else
        {
            conditions[conditions.IndexOf(present)] = condition;
        }

        return true;
    }
}
