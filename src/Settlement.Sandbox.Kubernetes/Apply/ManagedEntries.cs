using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>The list metadata.managedFields and what it says.</summary>
internal static class ManagedEntries
{
    public const string Member = "managedFields";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The owners in a list; null for a list that is not well formed.</summary>
    public static Dictionary<ManagerId, Ownership>? Read(JsonArray? list)
    {
        var owners = new Dictionary<ManagerId, Ownership>();
        foreach (var item in list ?? [])
        {
            if (item is not JsonObject entry || entry.Text("operation") is not ("Apply" or "Update") || entry.Text("apiVersion") is not { Length: > 0 } apiVersion || entry.Text("fieldsType") != "FieldsV1")
            {
                return null;
            }

            var applies = entry.Text("operation") == "Apply";
            var id = new ManagerId(entry.Text("manager") ?? "", applies, applies ? "" : apiVersion, entry.Text("subresource") ?? "");
            try
            {
                owners[id] = new Ownership(entry["fieldsV1"] is JsonObject fields ? FieldsV1.Read(fields) : FieldSet.Empty, apiVersion, Time(entry.Text("time")));
            }
            catch (JsonException)
            {
                return null;
            }
        }

        return owners;
    }

    /// <summary>The list of owners, those that update after those that apply, then by time, name, version and subresource; null if there is none.</summary>
    public static JsonArray? Write(IReadOnlyDictionary<ManagerId, Ownership> owners)
    {
        if (owners.Count == 0)
        {
            return null;
        }

        List<ManagerId> ordered = [.. owners.Keys];
        ordered.Sort((one, other) => Compare(one, owners[one], other, owners[other]));
        return new JsonArray([.. ordered.Select(id => Entry(id, owners[id]))]);
    }

    /// <summary>Sets or removes the list of an object.</summary>
    public static void Set(JsonObject value, JsonArray? list)
    {
        if (list is not null)
        {
            value.Metadata()[Member] = list;
        }
        else
        {
            value.Object("metadata")?.Remove(Member);
        }
    }

    private static int Compare(ManagerId one, Ownership owned, ManagerId other, Ownership others)
    {
        var order = other.Applies.CompareTo(one.Applies);
        order = order == 0 ? (owned.Time?.ToUnixTimeSeconds() ?? 0).CompareTo(others.Time?.ToUnixTimeSeconds() ?? 0) : order;
        order = order == 0 ? string.CompareOrdinal(one.Name, other.Name) : order;
        order = order == 0 ? string.CompareOrdinal(owned.ApiVersion, others.ApiVersion) : order;
        return order == 0 ? string.CompareOrdinal(one.Subresource, other.Subresource) : order;
    }

    private static JsonObject Entry(ManagerId id, Ownership owner)
    {
        var entry = new JsonObject { ["manager"] = id.Name, ["operation"] = id.Applies ? "Apply" : "Update", ["apiVersion"] = owner.ApiVersion };
        if (owner.Time is { } time)
        {
            entry["time"] = time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        }

        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = FieldsV1.Write(owner.Fields);
        if (id.Subresource.Length > 0)
        {
            entry["subresource"] = id.Subresource;
        }

        return entry;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
