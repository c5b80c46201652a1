using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Kinds.Events;

/// <summary>Events in one of their two forms; the rules are those of the stored form.</summary>
/// <param name="isNewer">Whether it is the form of events.k8s.io.</param>
internal sealed class EventStrategy(bool isNewer) : KindStrategy(EventTable.View, new KindTraits { CreatesOnUpdate = true, Propagation = null })
{
    private static readonly string[] About = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

    public override void Validate(JsonObject value, RequestScope scope, List<FieldError> errors)
    {
        var about = EventForms.ToCore(value).Object("involvedObject").Text("namespace") ?? "";
        var isAnywhere = about.Length == 0 && value.Namespace() is "default" or "kube-system";
        if (about != value.Namespace() && !isAnywhere)
        {
            errors.Add(FieldError.Invalid("involvedObject.namespace", about, "does not match event.namespace"));
        }
    }

    public override IReadOnlyCollection<string> SelectableFieldNames { get; } = isNewer
        ? [.. About.Select(name => "regarding." + name), "reason", "reportingController", "type"]
        : [.. About.Select(name => "involvedObject." + name), "reason", "reportingComponent", "source", "type"];

    public override IReadOnlyDictionary<string, string> SelectableFields(JsonObject value)
    {
        var e = EventForms.ToCore(value);
        var about = e.Object("involvedObject");
        var reporter = e.Text("reportingComponent") ?? "";
        var fields = About.ToDictionary(name => (isNewer ? "regarding." : "involvedObject.") + name, name => about.Text(name) ?? "", StringComparer.Ordinal);
        fields["reason"] = e.Text("reason") ?? "";
        fields["type"] = e.Text("type") ?? "";
        fields[isNewer ? "reportingController" : "reportingComponent"] = reporter;
        if (!isNewer)
        {
            fields["source"] = e.Object("source").Text("component") is { Length: > 0 } component ? component : reporter;
        }

        return fields;
    }
}
