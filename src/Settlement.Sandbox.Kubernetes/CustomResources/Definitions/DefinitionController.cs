using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.CustomResources.Definitions;

/// <summary>
/// Follows definitions through their life: accepts their names, serves their kinds once they are established, serves them anew when they change, and empties them before they go.
/// </summary>
internal sealed class DefinitionController
{
    private readonly IObjects _objects;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ResourceType _definitions;
    private readonly ConcurrentDictionary<string, Served> _served = new(StringComparer.Ordinal);
    private readonly Channel<string> _touched = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private int _pending;
    private TaskCompletionSource? _settled;

    public DefinitionController(IObjects objects, TimeProvider time, ILogger logger)
    {
        (_objects, _time, _logger) = (objects, time, logger);
        _definitions = objects.Catalog.Get(DefinitionKind.Group, DefinitionKind.Resource.Resource);
        objects.Observe(See);
    }

    /// <summary>Brings all definitions that are stored to where they belong. To be called once, before requests are answered.</summary>
    public void Restore()
    {
        foreach (var definition in _objects.List(_definitions, ""))
        {
            TrySync(definition.Name());
        }
    }

    /// <summary>Follows changes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var name in _touched.Reader.ReadAllAsync(cancellationToken))
        {
            TrySync(name);
            lock (_gate)
            {
                if (--_pending == 0)
                {
                    _settled?.TrySetResult();
                    _settled = null;
                }
            }
        }
    }

    /// <summary>Waits until what was written so far is served, so that who creates a definition can go on with its objects at once.</summary>
    public Task SettledAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _pending == 0 ? Task.CompletedTask : (_settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
        }
    }

    private void See(StoredEvent change)
    {
        var key = change.Object.Key;
        if (key.Resource == DefinitionKind.Resource)
        {
            Touch(key.Name);
        }
        else if (change.Kind == ChangeKind.Deleted)
        {
            foreach (var (name, served) in _served)
            {
                if (served.IsTerminating && served.Resource == key.Resource)
                {
                    Touch(name);
                }
            }
        }
    }

    private void Touch(string name)
    {
        lock (_gate)
        {
            _pending++;
        }

        _touched.Writer.TryWrite(name);
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
            Log.DefinitionNotServed(_logger, e, name);
        }
    }

    private void Sync(string name)
    {
        var definition = _objects.Find(_definitions, "", name);
        if (definition is null)
        {
            if (_served.TryRemove(name, out var gone))
            {
                _objects.Catalog.Remove(gone.Resource.Group, gone.Resource.Resource);
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
        foreach (var other in _objects.List(_definitions, "").Where(d => d.Object("spec").Text("group") == group && d.Name() != except && !Conditions.IsTrue(d, "NamesAccepted")))
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
        _objects.Catalog.SetVersions(state.Resource.Group, state.Resource.Resource, DefinedVersion.Types(definition, () => state.IsTerminating));
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

        if (_served.TryGetValue(name, out var served) && _objects.Catalog.All.FirstOrDefault(t => t.Resource == served.Resource) is { } type)
        {
            served.IsTerminating = true;
            Change(name, d => Conditions.Set(d, "Terminating", true, "InstanceDeletionInProgress", "CustomResource deletion is in progress", Now));
            foreach (var left in _objects.List(type, ""))
            {
                if (left.Object("metadata")?["deletionTimestamp"] is null)
                {
                    _objects.Delete(type, left.Namespace(), left.Name(), new DeleteOptions());
                }
            }

            if (_objects.List(type, "").Count > 0)
            {
                return;
            }
        }

        Change(name, d => Conditions.Set(d, "Terminating", false, "InstanceDeletionCompleted", "removed all instances", Now));
        _objects.Change(_definitions, "", name, "", d =>
        {
            var finalizers = d.Object("metadata").Array("finalizers");
            var ours = finalizers?.FirstOrDefault(f => f?.ToString() == DefinitionKind.CleanupFinalizer);
            return ours is not null && finalizers!.Remove(ours);
        });
    }

    private JsonObject? Change(string name, Func<JsonObject, bool> change) => _objects.Change(_definitions, "", name, "status", change);

    private IEnumerable<JsonObject> Others(JsonObject definition) =>
        _objects.List(_definitions, "").Where(d => d.Name() != definition.Name() && d.Object("spec").Text("group") == definition.Object("spec").Text("group"));

    private DateTimeOffset Now => _time.GetUtcNow();

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
