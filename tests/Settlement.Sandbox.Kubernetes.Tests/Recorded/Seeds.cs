using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>Makes what the recorder had made before: the definitions, the namespaces, and the objects that a file shows without creating them.</summary>
internal sealed class Seeds(HttpClient server, string adminToken)
{
    private const string Spec = """
        {"market":"COMEX","tradingDay":"2013-10-08","consumption":{"kafka":{"bootstrapServers":"kafka:9092","topic":"trades","format":"Json"}},
         "tradeStore":{"connection":{"secretRef":{"name":"trades"}}},"ledger":{"connection":{"secretRef":{"name":"ledger"}}}}
        """;

    /// <summary>Creates the definitions, the namespace <c>other</c>, and <c>closing</c>, which a finalizer holds.</summary>
    public async Task DefinitionsAsync(IEnumerable<JsonObject> definitions, CancellationToken cancellationToken)
    {
        foreach (var definition in definitions)
        {
            await SendAsync(HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition, cancellationToken);
        }

        foreach (var definition in definitions)
        {
            await EstablishedAsync(definition.Name(), cancellationToken);
        }
    }

    /// <summary>At the recorder nobody but the administrator might read what is no resource; in a cluster these bindings allow it.</summary>
    public async Task ForbidDiscoveryAsync(CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["system:discovery", "system:basic-user", "system:public-info-viewer"])
        {
            await SendAsync(HttpMethod.Delete, $"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/{name}", null, cancellationToken);
        }
    }

    public async Task NamespacesAsync(CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["other", "closing"])
        {
            await SendAsync(HttpMethod.Post, "/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, cancellationToken);
        }

        // An object that may not go keeps the namespace in the state of going.
        await SendAsync(HttpMethod.Post, "/api/v1/namespaces/closing/configmaps",
            new JsonObject { ["metadata"] = new JsonObject { ["name"] = "stays", ["finalizers"] = new JsonArray("recorder.example.com/stays") } }, cancellationToken);
        await SendAsync(HttpMethod.Delete, "/api/v1/namespaces/closing", null, cancellationToken);
    }

    /// <summary>Creates the objects that are first seen in this step and that nobody created, unless they are there from the file before.</summary>
    public async Task ObjectsAsync(Scenario scenario, Step step, Placeholders placeholders, CancellationToken cancellationToken)
    {
        // In 09 the recorder made its objects as it went on, in the other files before.
        var now = Missing(scenario).Where(s => scenario.Name == "09-delete" ? (s.Object.Name() is "c2" or "cf" ? "35" : s.Step) == step.Id : step.Id == "1");
        foreach (var seed in now.OrderBy(s => s.Rank))
        {
            var path = $"/apis/{seed.Object.Text("apiVersion")}/namespaces/{seed.Object.Namespace()}/{seed.Plural}";
            var present = await GetAsync($"{path}/{seed.Object.Name()}", cancellationToken);
            if (JsonNode.Parse(present)!.AsObject().Text("kind") != "Status")
            {
                continue;
            }

            var created = seed.Object.DeepClone().AsObject();
            created.Remove("status");
            var going = created.Metadata().Remove("deletionTimestamp");
            created.Metadata().Remove("deletionGracePeriodSeconds");
            var answer = JsonNode.Parse(await SendAsync(HttpMethod.Post, path, created, cancellationToken))!.AsObject();
            if (seed.Uid is { } uid)
            {
                placeholders.Match(uid, answer.Uid());
            }

            if (seed.Object["status"] is JsonObject status)
            {
                await SendAsync(HttpMethod.Patch, $"{path}/{seed.Object.Name()}/status", new JsonObject { ["status"] = status.DeepClone() }, cancellationToken);
            }

            if (going && seed.Read)
            {
                await SendAsync(HttpMethod.Delete, $"{path}/{seed.Object.Name()}", null, cancellationToken);
            }
        }
    }

    /// <param name="Object">As it is to be created.</param>
    /// <param name="Plural">Its resource.</param>
    /// <param name="Step">The step at the top of the file that shows it first.</param>
    /// <param name="Rank">Order of creation.</param>
    /// <param name="Read">Whether it was shown by reading, so that the state shown is the state before.</param>
    /// <param name="Uid">The placeholder of its uid.</param>
    /// <param name="Dry">Whether it was shown by a write that was not stored.</param>
    private sealed record Seed(JsonObject Object, string Plural, string Step, int Rank, bool Read, string? Uid, bool Dry);

    private static Dictionary<string, Seed>.ValueCollection Missing(Scenario scenario)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var seeds = new Dictionary<string, Seed>(StringComparer.Ordinal);
        foreach (var top in scenario.Steps)
        {
            foreach (var step in top.Meanwhile.Append(top))
            {
                Add(top, step, known, seeds);
            }
        }

        foreach (var seed in seeds.Values.Where(s => s.Object["spec"] is null))
        {
            seed.Object["spec"] = JsonNode.Parse(Spec);
        }

        return seeds.Values;
    }

    private static void Add(Step top, Step step, HashSet<string> known, Dictionary<string, Seed> seeds)
    {
        if (Place.Of(step.Path) is not { } place)
        {
            return;
        }

        var dry = step.Path.Contains("dryRun", StringComparison.Ordinal);
        foreach (var shown in Shown(step))
        {
            var ns = shown.Namespace() is { Length: > 0 } own ? own : place.Namespace;
            if (shown.Name().Length == 0 || ns.Length == 0 || (dry && step.Status == 201))
            {
                continue;
            }

            var key = $"{place.Plural}/{ns}/{shown.Name()}";
            if (step.Status == 201)
            {
                known.Add(key);
            }
            else if (!known.Contains(key))
            {
                var had = seeds.GetValueOrDefault(key);
                if (had is null)
                {
                    seeds[key] = new(Clean(shown, place, ns), place.Plural, top.Id, Rank(shown), step.Method == "GET", shown.Object("metadata").Text("uid"), dry);
                }
                else if ((had.Object["spec"] is null || had.Dry) && shown["spec"] is not null)
                {
                    seeds[key] = had with { Object = Clean(shown, place, ns), Dry = dry };
                }
            }
        }
    }

    private static IEnumerable<JsonObject> Shown(Step step)
    {
        foreach (var node in ((JsonNode?[])[step.Response["body"], .. step.Response.Array("stream") ?? []]).OfType<JsonObject>())
        {
            foreach (var item in Whole(node["object"] as JsonObject ?? node, step))
            {
                yield return item;
            }
        }
    }

    private static IEnumerable<JsonObject> Whole(JsonObject body, Step step) => body.Text("kind") switch
    {
        "Status" => step.Method == "DELETE" && (body.Text("status") == "Success" || body.Text("reason") == "Conflict") && body.Object("details") is { } gone && gone.Text("name") is { Length: > 0 }
            ? [new JsonObject { ["metadata"] = new JsonObject { ["name"] = gone.Text("name"), ["uid"] = gone.Text("uid") } }]
            : [],
        "Table" => body.Objects("rows").Select(r => r.Object("object")).OfType<JsonObject>(),
        "Scale" or "APIResourceList" => [],
        { } kind when kind.EndsWith("List", StringComparison.Ordinal) => body.Objects("items"),
        _ => body["metadata"] is JsonObject ? [body] : [],
    };

    private static JsonObject Clean(JsonObject shown, Place place, string ns)
    {
        var clean = shown.DeepClone().AsObject();
        clean["apiVersion"] = place.ApiVersion;
        clean["kind"] = place.Plural == "settlementruns" ? "SettlementRun" : "Lease";
        var metadata = clean.Metadata();
        metadata["namespace"] = ns;
        foreach (var own in (string[])["resourceVersion", "uid", "creationTimestamp", "generation", "managedFields", "selfLink"])
        {
            metadata.Remove(own);
        }

        // The answer to a DELETE shows what the delete itself has added.
        if (metadata.Array("finalizers") is [JsonValue only] && only.GetValue<string>() is "foregroundDeletion" or "orphan")
        {
            metadata.Remove("finalizers");
        }

        return clean;
    }

    private static int Rank(JsonObject shown) =>
        shown.Object("metadata").Text("resourceVersion") is { } version && version.StartsWith("<rv-", StringComparison.Ordinal)
            ? int.Parse(version.AsSpan(4, version.Length - 5), System.Globalization.CultureInfo.InvariantCulture)
            : int.MaxValue;

    private sealed record Place(string ApiVersion, string Namespace, string Plural)
    {
        public static Place? Of(string path)
        {
            var parts = Uri.UnescapeDataString(path.Split('?')[0]).Split('/', StringSplitOptions.RemoveEmptyEntries);
            return parts switch
            {
                ["apis", var group, var version, "namespaces", var ns, var plural, ..] when group.EndsWith("marketclose.io", StringComparison.Ordinal) => new($"{group}/{version}", ns, plural),
                ["apis", var group, var version, var plural] when group.EndsWith("marketclose.io", StringComparison.Ordinal) => new($"{group}/{version}", "", plural),
                _ => null,
            };
        }
    }

    /// <summary>Writes things that no recording looks at, and creates what 10e shows.</summary>
    public async Task ElsewhereAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(HttpMethod.Post, "/api/v1/namespaces/other/configmaps", new JsonObject { ["metadata"] = new JsonObject { ["generateName"] = "elsewhere-" } }, cancellationToken);
        }
    }

    /// <summary>Removes all runs of the namespace, those too that finalizers hold.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        const string runs = "/apis/settlement.marketclose.io/v1alpha1/namespaces/default/settlementruns";
        foreach (var run in JsonNode.Parse(await GetAsync(runs, cancellationToken))!.AsObject().Objects("items"))
        {
            await SendAsync(HttpMethod.Patch, $"{runs}/{run.Name()}", new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, cancellationToken);
        }

        await SendAsync(HttpMethod.Delete, runs, null, cancellationToken);
    }

    /// <summary>Changes an annotation of a run, which ends as <c>x2</c>.</summary>
    public async Task TouchAsync(string name, CancellationToken cancellationToken)
    {
        foreach (var value in (string[])["x1", "x2"])
        {
            await SendAsync(HttpMethod.Patch, $"/apis/settlement.marketclose.io/v1alpha1/namespaces/default/settlementruns/{name}",
                new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["n"] = value } } }, cancellationToken);
        }
    }

    public Task RunAsync(string name, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, "/apis/settlement.marketclose.io/v1alpha1/namespaces/default/settlementruns",
        new JsonObject { ["apiVersion"] = "settlement.marketclose.io/v1alpha1", ["kind"] = "SettlementRun", ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = JsonNode.Parse(Spec) }, cancellationToken);

    /// <summary>Waits until a definition is served; its version then.</summary>
    public async Task<string> EstablishedAsync(string name, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Replay.Patience);
        while (true)
        {
            var definition = JsonNode.Parse(await GetAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}", patience.Token))!.AsObject();
            var group = definition.Object("spec").Text("group");
            var version = definition.Object("spec").Objects("versions").First().Text("name");
            if (definition.Object("status").Objects("conditions").Any(c => c.Text("type") == "Established" && c.Text("status") == "True")
                && await ServedAsync($"/apis/{group}/{version}/{definition.Object("spec", "names").Text("plural")}", patience.Token))
            {
                return definition.Metadata().Text("resourceVersion")!;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    private async Task<bool> ServedAsync(string path, CancellationToken cancellationToken)
    {
        using var request = New(HttpMethod.Get, path, null);
        using var response = await server.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode;
    }

    private async Task<string> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = New(HttpMethod.Get, path, null);
        using var response = await server.SendAsync(request, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    private async Task<string> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = New(method, path, body);
        using var response = await server.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    private HttpRequestMessage New(HttpMethod method, string path, JsonObject? body)
    {
        var request = new HttpRequestMessage(method, new Uri(server.BaseAddress!, path));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("recorder", null));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        }

        return request;
    }
}
