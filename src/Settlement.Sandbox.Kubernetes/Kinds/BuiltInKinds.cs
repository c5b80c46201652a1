using System.Text.Json.Nodes;
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
        Add("", "ConfigMap", "configmaps", new ConfigMapStrategy(), shortName: "cm");
        Add("", "Endpoints", "endpoints", new EndpointsStrategy(), shortName: "ep", singular: "endpoints");
        Add("", "Event", "events", new EventStrategy(isNewer: false), shortName: "ev", fromStored: EventForms.ToCore);
        Add("", "Namespace", "namespaces", new NamespaceStrategy(), shortName: "ns", namespaced: false, status: true);
        Add("", "Node", "nodes", new NodeStrategy(), shortName: "no", namespaced: false, status: true);
        Add("", "PersistentVolumeClaim", "persistentvolumeclaims", new ClaimStrategy(), shortName: "pvc", status: true);
        Add("", "PersistentVolume", "persistentvolumes", new VolumeStrategy(), shortName: "pv", namespaced: false, status: true);
        Add("", "Pod", "pods", new PodStrategy(), shortName: "po", category: AllCategory, status: true);
        Add("", "Secret", "secrets", new SecretStrategy());
        Add("", "ServiceAccount", "serviceaccounts", new KindStrategy(ConfigTables.ServiceAccounts, new KindTraits { AnswersDeleted = true }), shortName: "sa");
        Add("", "Service", "services", new ServiceStrategy(), shortName: "svc", category: AllCategory, status: true);
    }

    private void AddWorkloads()
    {
        Add("apps", "ControllerRevision", "controllerrevisions", new RevisionStrategy());
        Add("apps", "DaemonSet", "daemonsets", new DaemonSetStrategy(), shortName: "ds", category: AllCategory, status: true);
        Add("apps", "Deployment", "deployments", new DeploymentStrategy(), shortName: "deploy", category: AllCategory, status: true, scale: Replicas);
        Add("apps", "ReplicaSet", "replicasets", new ReplicaSetStrategy(), shortName: "rs", category: AllCategory, status: true, scale: Replicas);
        Add("apps", "StatefulSet", "statefulsets", new StatefulSetStrategy(), shortName: "sts", category: AllCategory, status: true, scale: Replicas);
        Add("batch", "CronJob", "cronjobs", new CronJobStrategy(), shortName: "cj", category: AllCategory, status: true);
        Add("batch", "Job", "jobs", new JobStrategy(), category: AllCategory, status: true);
    }

    private void AddPolicies()
    {
        Add("coordination.k8s.io", "Lease", "leases", new LeaseStrategy());
        Add("policy", "PodDisruptionBudget", "poddisruptionbudgets", new BudgetStrategy(), shortName: "pdb", status: true);
        Add(Rbac, "ClusterRoleBinding", "clusterrolebindings", new BindingStrategy(new GroupResource(Rbac, "clusterrolebindings"), _escalation), namespaced: false);
        Add(Rbac, "ClusterRole", "clusterroles", new RoleStrategy(new GroupResource(Rbac, "clusterroles"), _escalation), namespaced: false);
        Add(Rbac, "RoleBinding", "rolebindings", new BindingStrategy(new GroupResource(Rbac, "rolebindings"), _escalation));
        Add(Rbac, "Role", "roles", new RoleStrategy(new GroupResource(Rbac, "roles"), _escalation));
    }

    private void AddRest()
    {
        Add("discovery.k8s.io", "EndpointSlice", "endpointslices", new EndpointSliceStrategy());
        Add("events.k8s.io", "Event", "events", new EventStrategy(isNewer: true), shortName: "ev", stored: new GroupResource("", "events"), fromStored: EventForms.ToNewer);
        Add("networking.k8s.io", "Ingress", "ingresses", new KindStrategy(NetworkingTables.Ingresses, new KindTraits { Generations = Generations.Spec, CreatesOnUpdate = true }), shortName: "ing", status: true);
        Add("networking.k8s.io", "NetworkPolicy", "networkpolicies", new NetworkPolicyStrategy(), shortName: "netpol", singular: "networkpolicy");
        Add("scheduling.k8s.io", "PriorityClass", "priorityclasses", new PriorityClassStrategy(), shortName: "pc", namespaced: false);
        Add("storage.k8s.io", "StorageClass", "storageclasses", new StorageClassStrategy(), shortName: "sc", namespaced: false);
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
        GroupResource? stored = null,
        Func<JsonObject, JsonObject>? fromStored = null) => _kinds.Add(new ResourceType
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
            FromStored = fromStored,
        });
}
