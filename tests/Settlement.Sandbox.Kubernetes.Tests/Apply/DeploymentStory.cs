using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Schemas;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Tests.Apply;

/// <summary>A Deployment: owners and refusals are compared, as the defaults of the kind are another matter.</summary>
internal sealed class DeploymentStory(RealServer real, int seed, string name) : Story(real, seed, name)
{
    private static readonly SchemaNode Schema = BuiltInSchemas.For("apps", "v1", "Deployment")!;

    protected override string Path => $"/apis/apps/v1/namespaces/default/deployments/{Name}";

    protected override async Task StepAsync()
    {
        var manager = OneOf("ann", "ben", "cem");
        var configuration = Configuration();
        var writer = new FieldWriter(manager, "apps/v1", "Deployment", "", default, FieldSet.Of(["status"]));
        var force = Random.Next(2) == 0;
        if (Live is null || Random.Next(2) == 0)
        {
            await CompareAsync("PATCH", $"?fieldManager={manager}&force={(force ? "true" : "false")}", configuration.ToJsonString(), "application/apply-patch+yaml", (now, _) => ManagedFields.Apply(Live, configuration, Schema, writer with { Now = now }, force), Owners);
            return;
        }

        configuration.Remove("apiVersion");
        configuration.Remove("kind");
        await CompareAsync("PATCH", $"?fieldManager={manager}", configuration.ToJsonString(), "application/strategic-merge-patch+json", (now, answer) =>
        {
            // The state after it is the server's; only the record is made here.
            var value = answer.Text("kind") == "Status" ? Live.DeepClone().AsObject() : answer.DeepClone().AsObject();
            value.Metadata()["managedFields"] = Live.Metadata()["managedFields"]?.DeepClone();
            ManagedFields.Update(Live, value, Schema, writer with { Now = now });
            ManagedFields.KeepTimes(value, Live);
            return value;
        }, Owners);
    }

    private static JsonObject Owners(JsonObject value) => new() { ["owners"] = value.Object("metadata")?["managedFields"]?.DeepClone() };

    private JsonObject Configuration()
    {
        var containers = new JsonArray();
        foreach (var container in (ReadOnlySpan<string>)["c1", "c2"])
        {
            if (container == "c1" || Random.Next(2) == 0)
            {
                containers.Add(Container(container));
            }
        }

        var pod = new JsonObject { ["containers"] = containers };
        Maybe(pod, "volumes", () => new JsonArray(new JsonObject { ["name"] = OneOf("v", "w"), ["emptyDir"] = new JsonObject() }));
        Maybe(pod, "nodeSelector", () => new JsonObject { ["a"] = OneOf("b", "c") });
        Maybe(pod, "tolerations", () => new JsonArray(new JsonObject { ["key"] = OneOf("k", "l"), ["operator"] = "Exists" }));
        Maybe(pod, "terminationGracePeriodSeconds", () => OneOf(5, 30));
        var spec = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["a"] = "b" } },
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["a"] = "b" } }, ["spec"] = pod },
        };
        Maybe(spec, "replicas", () => Random.Next(3));
        Maybe(spec, "revisionHistoryLimit", () => 10);
        var metadata = new JsonObject { ["name"] = Name };
        Maybe(metadata, "labels", () => new JsonObject { ["x"] = OneOf("1", "2"), ["y"] = "z" });
        Maybe(metadata, "annotations", () => new JsonObject { [OneOf("p", "q")] = "1" });
        return new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["metadata"] = metadata, ["spec"] = spec };
    }

    private JsonObject Container(string container)
    {
        var made = new JsonObject { ["name"] = container, ["image"] = OneOf("i1", "i2") };
        Maybe(made, "args", () => new JsonArray(OneOf("x", "y")));
        Maybe(made, "env", () => new JsonArray(new JsonObject { ["name"] = OneOf("E", "F"), ["value"] = OneOf("1", "2") }));
        Maybe(made, "ports", () => new JsonArray(new JsonObject { ["containerPort"] = OneOf(80, 90) }, new JsonObject { ["containerPort"] = 70, ["protocol"] = "UDP" }));
        Maybe(made, "resources", () => new JsonObject { ["limits"] = new JsonObject { ["cpu"] = OneOf("1", "500m") } });
        return made;
    }

    private void Maybe(JsonObject into, string name, Func<JsonNode?> value)
    {
        if (Random.Next(3) == 0)
        {
            into[name] = value();
        }
    }
}
