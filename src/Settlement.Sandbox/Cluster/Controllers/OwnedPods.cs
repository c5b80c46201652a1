using k8s;
using k8s.Models;
using Settlement.Kubernetes.Watch;

namespace Settlement.Sandbox.Cluster.Controllers;

/// <summary>The pods of a workload, read from the server and not from a copy: a controller that has just made a pod must see it.</summary>
internal sealed class OwnedPods(IKubernetes client)
{
    public static V1OwnerReference? ControllerOf(IKubernetesObject<V1ObjectMeta> item) =>
        item.Metadata.OwnerReferences?.FirstOrDefault(reference => reference.Controller == true);

    public static V1OwnerReference ReferenceTo(IKubernetesObject<V1ObjectMeta> owner, string apiVersion, string kind) => new()
    {
        ApiVersion = apiVersion,
        Kind = kind,
        Name = owner.Metadata.Name,
        Uid = owner.Metadata.Uid,
        Controller = true,
        BlockOwnerDeletion = true,
    };

    /// <summary>Pods that the owner controls, and orphans that match its selector, which it adopts here.</summary>
    public async Task<List<V1Pod>> ListAsync(
        V1ObjectMeta owner, V1LabelSelector selector, V1OwnerReference reference, Func<V1Pod, bool> mayAdopt, CancellationToken cancellationToken)
    {
        var all = await client.CoreV1.ListNamespacedPodAsync(owner.NamespaceProperty, cancellationToken: cancellationToken);
        var mine = new List<V1Pod>();
        foreach (var pod in all.Items.Where(pod => selector.Selects(pod.Metadata.Labels)))
        {
            if (ControllerOf(pod) is { } controller)
            {
                if (controller.Uid == reference.Uid)
                {
                    mine.Add(pod);
                }
            }
            else if (pod.IsActive() && owner.DeletionTimestamp is null && mayAdopt(pod))
            {
                mine.Add(await AdoptAsync(pod, reference, cancellationToken));
            }
        }

        return mine;
    }

    public Task CreateAsync(V1PodTemplateSpec template, V1ObjectMeta metadata, Action<V1PodSpec>? change, CancellationToken cancellationToken)
    {
        var source = KubernetesJson.Deserialize<V1PodTemplateSpec>(KubernetesJson.Serialize(template));
        metadata.Labels = Merge(source.Metadata?.Labels, metadata.Labels);
        metadata.Annotations = source.Metadata?.Annotations;
        change?.Invoke(source.Spec);
        return client.CoreV1.CreateNamespacedPodAsync(new V1Pod { Metadata = metadata, Spec = source.Spec }, metadata.NamespaceProperty, cancellationToken: cancellationToken);
    }

    /// <summary>Asks for the pod's graceful deletion; a pod that is gone or replaced meanwhile is fine.</summary>
    public async Task DeleteAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            await client.CoreV1.DeleteNamespacedPodAsync(
                pod.Name(), pod.Namespace(), new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = pod.Uid() } }, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (ApiErrors.IsNotFound(e) || ApiErrors.IsConflict(e))
        {
            return;
        }
    }

    /// <summary>Makes each owner look when one of its pods, or a pod that it could adopt, changes.</summary>
    public static void Trigger<TOwner>(Informer<V1Pod> pods, Informer<TOwner> owners, string kind, Func<TOwner, V1LabelSelector> selectorOf, Action<ResourceKey> enqueue)
        where TOwner : class, IKubernetesObject<V1ObjectMeta>
    {
        owners.Subscribe(change => enqueue(ResourceKeys.Of(change.Resource)));
        pods.Subscribe(change =>
        {
            var pod = change.Resource;
            if (ControllerOf(pod) is { } controller)
            {
                if (controller.Kind == kind)
                {
                    enqueue(new ResourceKey(pod.Namespace(), controller.Name));
                }

                return;
            }

            foreach (var owner in owners.Items.Where(owner => owner.Metadata.NamespaceProperty == pod.Namespace() && selectorOf(owner).Selects(pod.Metadata.Labels)))
            {
                enqueue(ResourceKeys.Of(owner));
            }
        });
    }

    private async Task<V1Pod> AdoptAsync(V1Pod pod, V1OwnerReference reference, CancellationToken cancellationToken)
    {
        var patch = new { metadata = new { uid = pod.Uid(), ownerReferences = new[] { reference } } };
        return await client.CoreV1.PatchNamespacedPodAsync(
            new V1Patch(KubernetesJson.Serialize(patch), V1Patch.PatchType.StrategicMergePatch), pod.Name(), pod.Namespace(), cancellationToken: cancellationToken);
    }

    private static Dictionary<string, string> Merge(IDictionary<string, string>? first, IDictionary<string, string>? second)
    {
        var result = new Dictionary<string, string>(first ?? new Dictionary<string, string>());
        foreach (var (name, value) in second ?? new Dictionary<string, string>())
        {
            result[name] = value;
        }

        return result;
    }
}
