using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>
/// Follows definitions through their life: accepts their names, serves their kinds once they are established, serves them anew when they change, and empties them before they go.
/// </summary>
internal sealed class DefinitionController(IObjects objects, TimeProvider time, ILogger logger)
{
    private readonly Dictionary<string, Served> _served = new(StringComparer.Ordinal);
    private readonly ResourceType _definitions = objects.Catalog.Get(DefinitionKind.Group, DefinitionKind.Resource.Resource);

    /// <summary>Brings all definitions that are stored to where they belong. To be called once, before requests are answered.</summary>
    public void Restore()
    {
        foreach (var definition in objects.List(_definitions, ""))
        {
            TrySync(definition.Name());
        }
    }

    /// <summary>Follows changes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var changes = objects.ChangesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (changes.ConfigureAwait(false))
        {
            // Asking for the first change subscribes; what is stored before is looked at after, so that nothing falls between.
            var next = changes.MoveNextAsync();
            Restore();
            while (await next.ConfigureAwait(false))
            {
                foreach (var name in Touched(changes.Current))
                {
                    TrySync(name);
                }

                next = changes.MoveNextAsync();
            }
        }
    }

    private List<string> Touched(StoredEvent change)
    {
        var key = change.Object.Key;
        return key.Resource == DefinitionKind.Resource ? [key.Name]
            : change.Kind == ChangeKind.Deleted ? [.. _served.Where(s => s.Value.IsTerminating && s.Value.Resource == key.Resource).Select(s => s.Key)]
            : [];
    }

    /// <summary>A definition that cannot be served must not keep the others from being served.</summary>
    private void TrySync(string name)
    {
        try
        {
            Sync(name);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.DefinitionNotServed(logger, e, name);
        }
    }

    private void Sync(string name)
    {
        var definition = objects.Find(_definitions, "", name);
        if (definition is null)
        {
            if (_served.Remove(name, out var gone))
            {
                objects.Catalog.Remove(gone.Resource.Group, gone.Resource.Resource);
                SyncGroup(gone.Resource.Group, name);
            }

            return;
        }

        if (definition.Object("metadata")?["deletionTimestamp"] is not null)
        {
            Empty(name, definition);
            return;
        }

        if (Change(name, d => AcceptedNames.Decide(d, Others(d), Now)) is { } decided)
        {
            definition = decided;
        }

        if (Conditions.IsTrue(definition, "NamesAccepted") && !Conditions.IsTrue(definition, "Established"))
        {
            // Served first, so that whoever sees the condition finds the kind.
            Serve(name, definition);
            definition = Change(name, d => Conditions.Set(d, "Established", true, "InitialNamesAccepted", "the initial names have been accepted", Now)) ?? definition;
        }

        if (Conditions.IsTrue(definition, "Established"))
        {
            Serve(name, definition);
        }
    }

    /// <summary>Names that a definition has given up may be free for another.</summary>
    private void SyncGroup(string group, string except)
    {
        foreach (var other in objects.List(_definitions, "").Where(d => d.Object("spec").Text("group") == group && d.Name() != except && !Conditions.IsTrue(d, "NamesAccepted")))
        {
            Sync(other.Name());
        }
    }

    private void Serve(string name, JsonObject definition)
    {
        var spec = definition.Object("spec")!;
        var names = definition.Object("status", "acceptedNames");
        if (_served.TryGetValue(name, out var served) && JsonNode.DeepEquals(served.Spec, spec) && JsonNode.DeepEquals(served.Names, names))
        {
            return;
        }

        var state = new Served(new GroupResource(spec.Text("group") ?? "", spec.Object("names").Text("plural") ?? ""), spec, names);
        _served[name] = state;
        objects.Catalog.SetVersions(state.Resource.Group, state.Resource.Resource, DefinedVersion.Types(definition, () => state.IsTerminating));
    }

    private void Empty(string name, JsonObject definition)
    {
        if (!definition.Object("metadata").Array("finalizers")?.Any(f => f?.ToString() == DefinitionKind.CleanupFinalizer) ?? true)
        {
            return;
        }

        if (Conditions.IsTrue(definition, "Established"))
        {
            Serve(name, definition);
        }

        if (_served.TryGetValue(name, out var served) && objects.Catalog.All.FirstOrDefault(t => t.Resource == served.Resource) is { } type)
        {
            served.IsTerminating = true;
            Change(name, d => Conditions.Set(d, "Terminating", true, "InstanceDeletionInProgress", "CustomResource deletion is in progress", Now));
            foreach (var left in objects.List(type, ""))
            {
                if (left.Object("metadata")?["deletionTimestamp"] is null)
                {
                    objects.Delete(type, left.Namespace(), left.Name(), new DeleteOptions());
                }
            }

            if (objects.List(type, "").Count > 0)
            {
                return;
            }
        }

        Change(name, d => Conditions.Set(d, "Terminating", false, "InstanceDeletionCompleted", "removed all instances", Now));
        objects.Change(_definitions, "", name, "", d =>
        {
            var finalizers = d.Object("metadata").Array("finalizers");
            var ours = finalizers?.FirstOrDefault(f => f?.ToString() == DefinitionKind.CleanupFinalizer);
            return ours is not null && finalizers!.Remove(ours);
        });
    }

    private JsonObject? Change(string name, Func<JsonObject, bool> change) => objects.Change(_definitions, "", name, "status", change);

    private IEnumerable<JsonObject> Others(JsonObject definition) =>
        objects.List(_definitions, "").Where(d => d.Name() != definition.Name() && d.Object("spec").Text("group") == definition.Object("spec").Text("group"));

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What is served of a definition now.</summary>
    private sealed class Served(GroupResource resource, JsonObject spec, JsonObject? names)
    {
        private volatile bool _terminating;

        public GroupResource Resource { get; } = resource;

        public JsonObject Spec { get; } = spec;

        public JsonObject? Names { get; } = names;

        public bool IsTerminating
        {
            get => _terminating;
            set => _terminating = value;
        }
    }
}
