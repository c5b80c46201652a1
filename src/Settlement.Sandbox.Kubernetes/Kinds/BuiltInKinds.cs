using Settlement.Sandbox.Kubernetes.Kinds.Batch;
using Settlement.Sandbox.Kubernetes.Kinds.Config;
using Settlement.Sandbox.Kubernetes.Kinds.Coordination;
using Settlement.Sandbox.Kubernetes.Kinds.Events;
using Settlement.Sandbox.Kubernetes.Kinds.Namespaces;
using Settlement.Sandbox.Kubernetes.Kinds.Networking;
using Settlement.Sandbox.Kubernetes.Kinds.Nodes;
using Settlement.Sandbox.Kubernetes.Kinds.Pods;
using Settlement.Sandbox.Kubernetes.Kinds.Policy;
using Settlement.Sandbox.Kubernetes.Kinds.Rbac;
using Settlement.Sandbox.Kubernetes.Kinds.Registration;
using Settlement.Sandbox.Kubernetes.Kinds.Scheduling;
using Settlement.Sandbox.Kubernetes.Kinds.Services;
using Settlement.Sandbox.Kubernetes.Kinds.Storage;
using Settlement.Sandbox.Kubernetes.Kinds.Workloads;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds;

/// <summary>All kinds that are served from the start, but definitions of custom resources.</summary>
internal sealed class BuiltInKinds
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string AllCategory = "all";

    private static readonly ScalePaths Replicas = new(".spec.replicas", ".status.replicas", ".spec.selector");
    private static readonly KindTraits Counted = new() { Generations = Generations.Spec };
    private static readonly KindTraits PutCreates = new() { CreatesOnUpdate = true };

    private readonly Func<string, string, string, SchemaNode> _schema;
    private readonly IEscalationCheck _escalation;
    private readonly List<ResourceType> _kinds = [];

    private BuiltInKinds(Func<string, string, string, SchemaNode> schema, IEscalationCheck escalation) => (_schema, _escalation) = (schema, escalation);

    /// <summary>The kinds, in the order of discovery within their groups.</summary>
    /// <param name="schema">The schema of a group, version and kind.</param>
    /// <param name="escalation">Asked before a role or a binding is written.</param>
    public static IReadOnlyList<ResourceType> All(Func<string, string, string, SchemaNode> schema, IEscalationCheck escalation)
    {
        var kinds = new BuiltInKinds(schema, escalation);
        kinds.AddCore();
        kinds.AddWorkloads();
        kinds.AddPolicies();
        kinds.AddRest();
        return kinds._kinds;
    }

    private void AddCore()
    {
        Add("", "ConfigMap", "configmaps", new KindStrategy(ConfigTables.ConfigMaps, KindTraits.Usual), shortName: "cm");
        Add("", "Endpoints", "endpoints", new KindStrategy(ServiceTables.Endpoints, PutCreates), shortName: "ep", singular: "endpoints");
        Add("", "Event", "events", new KindStrategy(EventTable.View, new KindTraits { CreatesOnUpdate = true, Propagation = null }), shortName: "ev");
        Add("", "Namespace", "namespaces", new KindStrategy(NamespaceTable.View, new KindTraits { Names = NameRule.Label, DeletesCollections = false }), shortName: "ns", namespaced: false, status: true);
        Add("", "Node", "nodes", new KindStrategy(NodeTable.View, new KindTraits { KeepsStatusOnCreate = true }), shortName: "no", namespaced: false, status: true);
        Add("", "PersistentVolumeClaim", "persistentvolumeclaims", new KindStrategy(StorageTables.Claims, new KindTraits { AnswersDeleted = true }), shortName: "pvc", status: true);
        Add("", "PersistentVolume", "persistentvolumes", new KindStrategy(StorageTables.Volumes, new KindTraits { AnswersDeleted = true }), shortName: "pv", namespaced: false, status: true);
        Add("", "Pod", "pods", new KindStrategy(PodTable.View, new KindTraits { Generations = Generations.Spec, AnswersDeleted = true }), shortName: "po", category: AllCategory, status: true);
        Add("", "Secret", "secrets", new KindStrategy(ConfigTables.Secrets, KindTraits.Usual));
        Add("", "ServiceAccount", "serviceaccounts", new KindStrategy(ConfigTables.ServiceAccounts, new KindTraits { AnswersDeleted = true }), shortName: "sa");
        Add("", "Service", "services", new KindStrategy(ServiceTables.Services, new KindTraits { Names = NameRule.LetterLabel, CreatesOnUpdate = true, AnswersDeleted = true }), shortName: "svc", category: AllCategory, status: true);
    }

    private void AddWorkloads()
    {
        Add("apps", "ControllerRevision", "controllerrevisions", new KindStrategy(WorkloadTables.Revisions, KindTraits.Usual));
        Add("apps", "DaemonSet", "daemonsets", new KindStrategy(WorkloadTables.DaemonSets, Counted), shortName: "ds", category: AllCategory, status: true);
        Add("apps", "Deployment", "deployments", new KindStrategy(WorkloadTables.Deployments, new KindTraits { Generations = Generations.SpecAndAnnotations, StatusKeepsLabels = true }), shortName: "deploy", category: AllCategory, status: true, scale: Replicas);
        Add("apps", "ReplicaSet", "replicasets", new KindStrategy(WorkloadTables.ReplicaSets, Counted), shortName: "rs", category: AllCategory, status: true, scale: Replicas);
        Add("apps", "StatefulSet", "statefulsets", new KindStrategy(WorkloadTables.StatefulSets, Counted), shortName: "sts", category: AllCategory, status: true, scale: Replicas);
        Add("batch", "CronJob", "cronjobs", new KindStrategy(BatchTables.CronJobs, Counted), shortName: "cj", category: AllCategory, status: true);
        Add("batch", "Job", "jobs", new KindStrategy(BatchTables.Jobs, new KindTraits { Generations = Generations.Spec, Propagation = "Orphan" }), category: AllCategory, status: true);
    }

    private void AddPolicies()
    {
        Add("coordination.k8s.io", "Lease", "leases", new KindStrategy(LeaseTable.View, new KindTraits { CreatesOnUpdate = true, RequiresVersion = true }));
        Add("policy", "PodDisruptionBudget", "poddisruptionbudgets", new KindStrategy(PolicyTables.Budgets, new KindTraits { Generations = Generations.Spec, RequiresVersion = true }), shortName: "pdb", status: true);
        var traits = new KindTraits { Names = NameRule.PathSegment, CreatesOnUpdate = true };
        Add(Rbac, "ClusterRoleBinding", "clusterrolebindings", new KindStrategy(RbacTables.Bindings, traits), namespaced: false);
        Add(Rbac, "ClusterRole", "clusterroles", new KindStrategy(RbacTables.Roles, traits), namespaced: false);
        Add(Rbac, "RoleBinding", "rolebindings", new KindStrategy(RbacTables.Bindings, traits));
        Add(Rbac, "Role", "roles", new KindStrategy(RbacTables.Roles, traits));
    }

    private void AddRest()
    {
        Add("discovery.k8s.io", "EndpointSlice", "endpointslices", new KindStrategy(ServiceTables.Slices, new KindTraits { Generations = Generations.Everything }));
        Add("events.k8s.io", "Event", "events", new KindStrategy(EventTable.View, new KindTraits { CreatesOnUpdate = true, Propagation = null }), shortName: "ev", stored: new GroupResource("", "events"));
        Add("networking.k8s.io", "Ingress", "ingresses", new KindStrategy(NetworkingTables.Ingresses, new KindTraits { Generations = Generations.Spec, CreatesOnUpdate = true }), shortName: "ing", status: true);
        Add("networking.k8s.io", "NetworkPolicy", "networkpolicies", new KindStrategy(NetworkingTables.Policies, Counted), shortName: "netpol", singular: "networkpolicy");
        Add("scheduling.k8s.io", "PriorityClass", "priorityclasses", new KindStrategy(SchedulingTables.PriorityClasses, new KindTraits { Generations = Generations.Constant }), shortName: "pc", namespaced: false);
        Add("storage.k8s.io", "StorageClass", "storageclasses", new KindStrategy(StorageTables.Classes, new KindTraits { CreatesOnUpdate = true, AnswersDeleted = true }), shortName: "sc", namespaced: false);
        Add("apiregistration.k8s.io", "APIService", "apiservices", new KindStrategy(ApiServiceTable.View, KindTraits.Usual), category: "api-extensions", namespaced: false, status: true);
    }

    private void Add(
        string group,
        string kind,
        string plural,
        Strategy strategy,
        bool namespaced = true,
        string? shortName = null,
        string? category = null,
        bool status = false,
        ScalePaths? scale = null,
        string? singular = null,
        GroupResource? stored = null) => _kinds.Add(new ResourceType
        {
            Group = group,
            Version = "v1",
            Kind = kind,
            Plural = plural,
            Singular = singular ?? kind.ToLowerInvariant(),
            Namespaced = namespaced,
            ShortNames = shortName is null ? [] : [shortName],
            Categories = category is null ? [] : [category],
            Schema = _schema(group, "v1", kind),
            Strategy = strategy,
            HasStatus = status,
            Scale = scale,
            StoredAs = stored ?? new GroupResource(group, plural),
            ToStored = stored is null ? null : EventForms.ToCore,
            FromStored = stored is null ? null : EventForms.ToNewer,
            StoredFieldNames = stored is null ? null : EventForms.SelectorNames,
        });
}
