using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Storage;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Loops;

/// <summary>Every namespace gets its default service account and the config map of the authority; one that is deleted is emptied, says what remains, and goes when nothing does.</summary>
internal sealed class NamespaceLoop(IObjects objects, string caPem, TimeProvider time, ILogger logger) : ServerLoop<string>(logger)
{
    private const string AccountName = "default";
    private const string AuthorityName = "kube-root-ca.crt";
    private const string AuthorityDescription =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

    private static readonly GroupResource Namespaces = new("", "namespaces");

    /// <summary>Namespaces that are being emptied: a change of anything in them is worth a look.</summary>
    private readonly ConcurrentDictionary<string, bool> _ending = new(StringComparer.Ordinal);

    private ResourceType Type => objects.Catalog.Get("", "namespaces");

    /// <summary>Follows the changes from now on, and sees to the namespaces there are.</summary>
    public void Follow()
    {
        objects.Observe(See);
        foreach (var value in objects.List(Type, ""))
        {
            SeeTo(value);
        }
    }

    protected override void Work(IReadOnlyList<string> all)
    {
        foreach (var name in all.Distinct(StringComparer.Ordinal))
        {
            Try($"seeing to namespace {name}", () =>
            {
                if (objects.Find(Type, "", name) is { } value)
                {
                    SeeTo(value);
                }
                else
                {
                    _ending.TryRemove(name, out _);
                }
            });
        }
    }

    private void See(StoredEvent change)
    {
        var key = change.Object.Key;
        if (key.Resource == Namespaces)
        {
            Hand(key.Name);
        }
        else if (key.Namespace.Length > 0 && (_ending.ContainsKey(key.Namespace) || (change.Kind == ChangeKind.Deleted && key.Name is AccountName or AuthorityName)))
        {
            Hand(key.Namespace);
        }
    }

    private void SeeTo(JsonObject value)
    {
        if (value.Object("metadata").Text("deletionTimestamp") is null)
        {
            Furnish(value.Name());
        }
        else
        {
            _ending[value.Name()] = true;
            Empty(value.Name());
        }
    }

    private void Furnish(string ns)
    {
        Ensure(objects.Catalog.Get("", "serviceaccounts"), ns, AccountName, []);
        Ensure(objects.Catalog.Get("", "configmaps"), ns, AuthorityName, new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["kubernetes.io/description"] = AuthorityDescription } },
            ["data"] = new JsonObject { ["ca.crt"] = caPem },
        });
    }

    private void Ensure(ResourceType type, string ns, string name, JsonObject value)
    {
        if (objects.Find(type, ns, name) is null)
        {
            value.Metadata()["name"] = name;
            value.Metadata()["namespace"] = ns;
            objects.Create(type, value);
        }
    }

    private void Empty(string ns)
    {
        var remains = new NamespaceRemains();
        foreach (var type in objects.Catalog.All.Where(type => type.Namespaced).DistinctBy(type => type.StoredAs))
        {
            var there = objects.List(type, ns);
            foreach (var value in there)
            {
                try
                {
                    if (value.Object("metadata").Text("deletionTimestamp") is null)
                    {
                        objects.Delete(type, ns, value.Name(), new DeleteOptions(Propagation: "Background", Uid: value.Uid()));
                    }
                }
                catch (StatusException refusal)
                {
                    remains.Failures.Add(refusal.Message);
                }
            }

            if (there.Count > 0)
            {
                remains.Add(type.Resource, objects.List(type, ns));
            }
        }

        if (remains.IsNothing)
        {
            objects.Change(Type, "", ns, "finalize", DropFinalizer);
        }
        else
        {
            objects.Change(Type, "", ns, "status", value => remains.Report(value, time.GetUtcNow()));
        }
    }

    private static bool DropFinalizer(JsonObject value)
    {
        var kept = value.Object("spec").Array("finalizers")?.Where(finalizer => (string?)finalizer != "kubernetes").Select(finalizer => finalizer?.DeepClone()).ToArray() ?? [];
        if (kept.Length == 0)
        {
            value.Object("spec")?.Remove("finalizers");
        }
        else
        {
            value["spec"]!["finalizers"] = new JsonArray(kept);
        }

        return true;
    }
}
