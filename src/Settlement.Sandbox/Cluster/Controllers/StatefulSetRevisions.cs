using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>A StatefulSet's templates over time, kept as ControllerRevisions as the real controller does, so that kubectl rollout can show and undo them.</summary>
internal sealed class StatefulSetRevisions(IKubernetes client)
{
    /// <summary>The revision of the present template; created if new, moved to the end if it is an old one again.</summary>
    public async Task<(V1ControllerRevision Update, List<V1ControllerRevision> All)> SyncAsync(V1StatefulSet set, CancellationToken cancellationToken)
    {
        var owned = (await client.AppsV1.ListNamespacedControllerRevisionAsync(set.Namespace(), cancellationToken: cancellationToken)).Items
            .Where(revision => OwnedPods.ControllerOf(revision)?.Uid == set.Uid())
            .OrderBy(revision => revision.Revision)
            .ToList();
        var name = $"{set.Name()}-{TemplateHash.Of(set.Spec.Template)}";
        var next = (owned.LastOrDefault()?.Revision ?? 0) + 1;
        var update = owned.FirstOrDefault(revision => revision.Name() == name);
        if (update is null)
        {
            update = await client.AppsV1.CreateNamespacedControllerRevisionAsync(NewRevision(set, name, next), set.Namespace(), cancellationToken: cancellationToken);
            owned.Add(update);
        }
        else if (update != owned[^1])
        {
            update.Revision = next;
            update = await client.AppsV1.ReplaceNamespacedControllerRevisionAsync(update, name, set.Namespace(), cancellationToken: cancellationToken);
        }

        return (update, owned);
    }

    public static V1PodTemplateSpec TemplateOf(V1ControllerRevision revision)
    {
        var template = JsonNode.Parse(KubernetesJson.Serialize(revision.Data))!["spec"]!["template"]!;
        return KubernetesJson.Deserialize<V1PodTemplateSpec>(template);
    }

    /// <summary>Deletes the oldest revisions that nothing uses beyond the set's history limit.</summary>
    public async Task TrimAsync(V1StatefulSet set, List<V1ControllerRevision> all, IReadOnlySet<string> inUse, CancellationToken cancellationToken)
    {
        var old = all.Where(revision => !inUse.Contains(revision.Name())).ToList();
        foreach (var revision in old.Take(Math.Max(0, old.Count - (set.Spec.RevisionHistoryLimit ?? 10))))
        {
            await client.AppsV1.DeleteNamespacedControllerRevisionAsync(revision.Name(), set.Namespace(), cancellationToken: cancellationToken);
        }
    }

    private static V1ControllerRevision NewRevision(V1StatefulSet set, string name, long number)
    {
        var template = JsonNode.Parse(KubernetesJson.Serialize(set.Spec.Template))!;
        template["$patch"] = "replace";
        return new V1ControllerRevision
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Labels = set.Spec.Template.Metadata?.Labels,
                OwnerReferences = [OwnedPods.ReferenceTo(set, "apps/v1", "StatefulSet")],
            },
            Revision = number,
            Data = JsonSerializer.SerializeToElement(new JsonObject { ["spec"] = new JsonObject { ["template"] = template } }),
        };
    }
}
