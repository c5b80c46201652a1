namespace Settlement.Sandbox.Kubernetes.Apply;

/// <summary>Joins the oldest updaters of a version into one when there are more than ten, so that the record does not grow without end.</summary>
internal static class UpdaterLimit
{
    private const int Most = 10;
    private const string Joined = "ancient-changes";

    public static void Hold(Dictionary<ManagerId, Ownership> owners)
    {
        if (owners.Count <= Most)
        {
            return;
        }

        var updaters = owners.Where(o => !o.Key.Applies).OrderBy(o => o.Value.Time?.ToUnixTimeSeconds() ?? 0).ThenBy(o => o.Key).Select(o => o.Key).ToList();
        var count = updaters.Count;
        var first = new Dictionary<string, ManagerId>(StringComparer.Ordinal);
        foreach (var updater in updaters)
        {
            if (count <= Most)
            {
                return;
            }

            var owner = owners[updater];
            if (!first.TryGetValue(owner.ApiVersion, out var oldest))
            {
                first[owner.ApiVersion] = updater;
                continue;
            }

            var bucket = new ManagerId(Joined, Applies: false, owner.ApiVersion, "");
            if (!owners.TryGetValue(bucket, out var joined) && owners.Remove(oldest, out joined))
            {
                owners[bucket] = joined;
            }

            owners.Remove(updater);
            owners[bucket] = owner with { Fields = owner.Fields.Union(joined!.Fields) };
            count--;
        }
    }
}
