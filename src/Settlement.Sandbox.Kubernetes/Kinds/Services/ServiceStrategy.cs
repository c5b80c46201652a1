using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Services;

/// <summary>Services.</summary>
internal sealed class ServiceStrategy() : KindStrategy(ServiceTables.Services, new KindTraits { Names = NameRule.LetterLabel, CreatesOnUpdate = true, AnswersDeleted = true })
{
    private const long StickySeconds = 10800;

    private readonly ServiceAddresses _addresses = new();

    public override void Default(JsonObject value)
    {
        var spec = value.Part("spec");
        spec.Missing(("sessionAffinity", "None"), ("type", "ClusterIP"));
        if (spec.Text("sessionAffinity") == "ClientIP")
        {
            spec.Missing("sessionAffinityConfig", new JsonObject { ["clientIP"] = new JsonObject { ["timeoutSeconds"] = StickySeconds } });
        }

        foreach (var port in spec.Objects("ports"))
        {
            port.Missing(("protocol", "TCP"), ("port", 0L));
            if (port["targetPort"] is null || port.Number("targetPort") == 0)
            {
                port["targetPort"] = port["port"]!.DeepClone();
            }
        }

        var type = spec.Text("type");
        if (type is "NodePort" or "LoadBalancer")
        {
            spec.Missing("externalTrafficPolicy", "Cluster");
        }

        if (type != "ExternalName")
        {
            spec.Missing("internalTrafficPolicy", "Cluster");
        }

        if (type == "LoadBalancer")
        {
            spec.Missing("allocateLoadBalancerNodePorts", true);
        }
    }

    public override void PrepareForCreate(JsonObject value, RequestScope scope) => _addresses.Allot(value, scope);

    public override void PrepareForUpdate(JsonObject value, JsonObject old, RequestScope scope)
    {
        ServiceAddresses.Keep(value.Part("spec"), old.Object("spec"));
        _addresses.Allot(value, scope);
    }

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors) => ServiceRules.Check(value.Object("spec"), errors);

    public override void ValidateUpdate(JsonObject value, JsonObject old, RequestScope scope, List<FieldError> errors)
    {
        var (spec, was) = (value.Object("spec"), old.Object("spec"));
        var isName = spec.Text("type") == "ExternalName" || was.Text("type") == "ExternalName";
        if (!isName && was.Text("clusterIP") is { Length: > 0 } ip && spec.Text("clusterIP") != ip)
        {
            errors.Add(FieldError.Invalid("spec.clusterIPs[0]", spec.Text("clusterIP") ?? "", "may not change once set"));
        }

        Validate(value, scope, errors);
    }

    public override IReadOnlyCollection<string> SelectableFieldNames { get; } = ["spec.clusterIP", "spec.type"];

    public override IReadOnlyDictionary<string, string> SelectableFields(JsonObject value) => new Dictionary<string, string>
    {
        ["spec.clusterIP"] = value.Object("spec").Text("clusterIP") ?? "",
        ["spec.type"] = value.Object("spec").Text("type") ?? "",
    };
}
