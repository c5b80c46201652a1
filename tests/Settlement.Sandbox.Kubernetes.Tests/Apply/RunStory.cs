using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Apply;
using Settlement.Sandbox.Kubernetes.Patch;

namespace Settlement.Sandbox.Kubernetes.Tests.Apply;

/// <summary>A custom resource: everything but the machinery's own fields is compared.</summary>
internal sealed class RunStory(RealServer real, int seed, string name) : Story(real, seed, name)
{
    protected override string Path => $"/apis/g.example/v1/namespaces/default/runs/{Name}";

    protected override async Task StepAsync()
    {
        var manager = OneOf("ann", "ben", "cem");
        var status = Live is not null && Random.Next(3) == 0;
        var configuration = Configuration();
        var query = $"{(status ? "/status" : "")}?fieldManager={manager}";
        var writer = new FieldWriter(manager, "g.example/v1", "Run", status ? "status" : "", default, FieldSet.Of([status ? "spec" : "status"]));
        if (Live is null || Random.Next(3) > 0)
        {
            var force = Random.Next(3) == 0;
            await CompareAsync("PATCH", query + (force ? "&force=true" : ""), configuration.ToJsonString(), "application/apply-patch+yaml", (now, _) => Finish(ManagedFields.Apply(Live, configuration, TestSchema.Run, writer with { Now = now }, force), status), View);
        }
        else
        {
            configuration.Remove("apiVersion");
            configuration.Remove("kind");
            var patch = configuration.ToJsonString();
            await CompareAsync("PATCH", query, patch, "application/merge-patch+json", (now, _) =>
            {
                var value = Clean(MergePatch.Apply(Live, Encoding.UTF8.GetBytes(patch), []));
                ManagedFields.Update(Live, value, TestSchema.Run, writer with { Now = now });
                return Finish(value, status);
            }, View);
        }
    }

    /// <summary>What the registry does after the record is made.</summary>
    private JsonObject Finish(JsonObject value, bool status)
    {
        value = Clean(value);
        var old = Live ?? [];
        foreach (var member in (ReadOnlySpan<string>)(status ? ["spec"] : ["status"]))
        {
            value.Remove(member);
            if (old[member] is { } kept)
            {
                value[member] = kept.DeepClone();
            }
        }

        if (status)
        {
            var managed = value.Object("metadata")?["managedFields"]?.DeepClone();
            value["metadata"] = old["metadata"]!.DeepClone();
            value.Metadata()["managedFields"] = managed;
        }

        if (Live is not null)
        {
            ManagedFields.KeepTimes(value, old);
        }

        return value;
    }

    private static JsonObject View(JsonObject value)
    {
        var view = new JsonObject { ["spec"] = value["spec"]?.DeepClone(), ["status"] = value["status"]?.DeepClone() };
        foreach (var member in (ReadOnlySpan<string>)["labels", "annotations", "finalizers", "managedFields"])
        {
            view[member] = value.Object("metadata")?[member]?.DeepClone();
        }

        return view;
    }

    /// <summary>Drops nulls and sets the one default.</summary>
    private static JsonObject Clean(JsonObject value)
    {
        var clean = value.DeepClone().AsObject();
        Drop(clean, "");
        foreach (var member in (ReadOnlySpan<string>)["labels", "finalizers"])
        {
            if (clean.Object("metadata")?[member] is JsonObject { Count: 0 } or JsonArray { Count: 0 })
            {
                clean.Metadata().Remove(member);
            }
        }

        foreach (var port in clean.Object("spec").Objects("ports"))
        {
            port.TryAdd("protocol", "TCP");
        }

        return clean;

        static void Drop(JsonNode? item, string path)
        {
            if (item is JsonObject map)
            {
                foreach (var (name, member) in map.ToList())
                {
                    if (member is null && !path.StartsWith(".spec.any", StringComparison.Ordinal))
                    {
                        map.Remove(name);
                    }
                    else
                    {
                        Drop(member, path + "." + name);
                    }
                }
            }
            else if (item is JsonArray list)
            {
                foreach (var element in list)
                {
                    Drop(element, path);
                }
            }
        }
    }

    private JsonObject Configuration()
    {
        var spec = new JsonObject();
        Maybe(spec, "settlers", () => Random.Next(3));
        Maybe(spec, "market", () => OneOf("CME", "COMEX"));
        Maybe(spec, "tags", () => List(() => OneOf("a", "b", "c", "d"), 4));
        Maybe(spec, "tiers", () => List(() => new JsonObject { ["kind"] = OneOf("Vwap", "Last") }, 3));
        Maybe(spec, "labels", () => Map(() => OneOf("1", "2")));
        Maybe(spec, "selector", () => Map(() => OneOf("1", "2")));
        Maybe(spec, "any", () => Any(2));
        Maybe(spec, "ports", () => List(Port, 4));
        var status = new JsonObject();
        Maybe(status, "phase", () => OneOf("Settled", "Closing"));
        Maybe(status, "members", () => Map(() => new JsonObject { ["ready"] = Random.Next(2) == 0, ["lag"] = Random.Next(2) }));
        Maybe(status, "conditions", () => List(() => new JsonObject { ["type"] = OneOf("A", "B", "C"), ["status"] = OneOf("True", "False") }, 3));
        var metadata = new JsonObject { ["name"] = Name };
        Maybe(metadata, "labels", () => Map(() => OneOf("1", "2"), nulls: false));
        Maybe(metadata, "finalizers", () => List(() => OneOf("a.b/c", "d.e/f"), 2));
        var value = new JsonObject { ["apiVersion"] = "g.example/v1", ["kind"] = "Run", ["metadata"] = metadata };
        if (Random.Next(4) > 0)
        {
            value["spec"] = spec;
        }

        if (Random.Next(2) > 0)
        {
            value["status"] = status;
        }

        return value;
    }

    private JsonObject Port()
    {
        var port = new JsonObject { ["port"] = 80 + Random.Next(3) };
        Maybe(port, "protocol", () => OneOf("TCP", "UDP"));
        Maybe(port, "name", () => OneOf("x", "y"));
        return port;
    }

    private JsonNode? Any(int depth) => Random.Next(depth > 0 ? 6 : 3) switch
    {
        0 => 1,
        1 => "t",
        2 => true,
        3 => List(() => Any(depth - 1), 2),
        _ => Map(() => Any(depth - 1)),
    };

    private JsonObject Map(Func<JsonNode?> value, bool nulls = true)
    {
        var map = new JsonObject();
        foreach (var key in (ReadOnlySpan<string>)["p", "q", "r"])
        {
            if (Random.Next(2) == 0)
            {
                map[key] = nulls && Random.Next(12) == 0 ? null : value();
            }
        }

        return map;
    }

    private JsonArray List(Func<JsonNode?> item, int most)
    {
        var list = new JsonArray();
        for (var i = Random.Next(most + 1); i > 0; i--)
        {
            list.Add(item());
        }

        return list;
    }

    private void Maybe(JsonObject into, string name, Func<JsonNode?> value)
    {
        if (Random.Next(3) == 0)
        {
            into[name] = Random.Next(15) == 0 ? null : value();
        }
    }
}
