using System.Net;
using System.Text.Json.Nodes;
using k8s;
using Settlement.Kubernetes.Resources;

namespace Settlement.Kubernetes.Status;

/// <summary>Writes the operator's part of a run's status, and drops the entries of settlers that are gone.</summary>
/// <param name="runs">Client for runs.</param>
public sealed class RunStatusWriter(ResourceClient<SettlementRun> runs)
{
    /// <summary>Field manager of everything that the operator writes.</summary>
    public const string FieldManager = "settlement-operator";

    /// <summary>Shows a status; sends nothing when it is shown already.</summary>
    /// <returns>The run after the write.</returns>
    /// <exception cref="ApiException">Refused or unreachable; 409 when the run has changed, which brings the next look.</exception>
    public async Task<SettlementRun> WriteAsync(SettlementRun run, SettlementRunStatus status, CancellationToken cancellationToken)
    {
        var text = KubernetesJson.Serialize(status);
        if (run.Status is not null && text == KubernetesJson.Serialize(Composed(run.Status))) return run;
        var body = new JsonObject
        {
            ["apiVersion"] = Kinds.ApiVersion<SettlementRun>(),
            ["kind"] = Kinds.Kind<SettlementRun>(),
            // A status composed from an old copy is refused, above all one of a run that was deleted and made again under the same name.
            // The uid would not do: the API server does not compare it in a write to the status.
            ["metadata"] = new JsonObject { ["name"] = run.Metadata.Name, ["namespace"] = run.Metadata.NamespaceProperty, ["resourceVersion"] = run.Metadata.ResourceVersion },
            ["status"] = JsonNode.Parse(text),
        };
        return await runs.ApplyAsync(run.Metadata.NamespaceProperty, run.Metadata.Name, "status", body, FieldManager, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Drops the entries of pods that do not exist, and of settlers of a deleted run of the same name. An entry belongs to its settler, so it is removed by a patch and not given up by an apply, and only
    /// if nothing was written since <paramref name="shown"/>: a settler that reported once more, or a new pod of the same name, keeps its entry.
    /// </summary>
    /// <param name="composedFrom">The run whose reports are in the status that was written.</param>
    /// <param name="shown">The run after that write.</param>
    /// <param name="pods">Pods that exist.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when something was written in between, so that nothing was dropped; that write brings the next look.</returns>
    /// <exception cref="ApiException">Refused or unreachable.</exception>
    public async Task<bool> DropAsync(SettlementRun composedFrom, SettlementRun shown, IReadOnlySet<string> pods, CancellationToken cancellationToken)
    {
        var operations = new JsonArray { new JsonObject { ["op"] = "test", ["path"] = "/metadata/resourceVersion", ["value"] = shown.Metadata.ResourceVersion } };
        foreach (var (pod, entry) in shown.Status?.Members ?? new Dictionary<string, MemberStatus>())
        {
            // An entry that is newer than the one in the composed status would be lost with its news.
            var known = composedFrom.Status?.Members?.TryGetValue(pod, out var before) == true && KubernetesJson.Serialize(before) == KubernetesJson.Serialize(entry);
            if (known && (!pods.Contains(pod) || entry.RunUid != shown.Metadata.Uid)) operations.Add((JsonNode)new JsonObject { ["op"] = "remove", ["path"] = "/status/members/" + pod });
        }

        if (operations.Count == 1) return true;
        try
        {
            await runs.PatchAsync(shown.Metadata.NamespaceProperty, shown.Metadata.Name, "status", operations.ToJsonString(), FieldManager, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.UnprocessableEntity)
        {
            return false;
        }
    }

    private static SettlementRunStatus Composed(SettlementRunStatus status) => new()
    {
        ObservedGeneration = status.ObservedGeneration,
        Phase = status.Phase,
        Message = status.Message,
        Conditions = status.Conditions,
        Leader = status.Leader,
        Epoch = status.Epoch,
        Barrier = status.Barrier,
        Source = status.Source,
        TradeCount = status.TradeCount,
        Digest = status.Digest,
        PreviousDigest = status.PreviousDigest,
        StartedAt = status.StartedAt,
        ClosedAt = status.ClosedAt,
        ReleasedAt = status.ReleasedAt,
        RejectedAt = status.RejectedAt,
        PublishedAt = status.PublishedAt,
    };
}
