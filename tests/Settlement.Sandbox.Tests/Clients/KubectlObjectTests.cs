using static Settlement.Sandbox.Tests.Clients.CommandLine;

namespace Settlement.Sandbox.Tests.Clients;

/// <summary>What a user does to objects with kubectl.</summary>
[Collection(ClientCollection.Name)]
public sealed class KubectlObjectTests(ClientFixture fixture)
{
    [Theory]
    [ClassData(typeof(ServerKinds))]
    public async Task Manifest_is_applied_compared_taken_over_and_deleted(ServerKind server)
    {
        var user = await (await fixture.OnAsync(server)).NamespaceAsync("objects");

        Assert.Equal("configmap/prices created (server dry run)\n", await user.ApplyAsync(Manifests.Prices("1"), "--dry-run=server"));
        Assert.Equal("Error from server (NotFound): configmaps \"prices\" not found\n", await user.RefusedAsync("get", "configmap", "prices"));
        Assert.Equal("configmap/prices created\n", await user.ApplyAsync(Manifests.Prices("1")));
        Assert.Equal("configmap/prices unchanged\n", await user.ApplyAsync(Manifests.Prices("1")));

        var same = await user.TryAsync(Manifests.Prices("1"), "diff", "-f", "-");
        Assert.Equal((0, ""), (same.ExitCode, same.Output));
        var other = await user.TryAsync(Manifests.Prices("2"), "diff", "-f", "-");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("-  tick: \"1\"\n+  tick: \"2\"\n", other.Output, StringComparison.Ordinal);
        Assert.Equal("configmap/prices configured\n", await user.ApplyAsync(Manifests.Prices("2")));
        Assert.Equal("2", await user.KubectlAsync("get", "configmap", "prices", "-o", "jsonpath={.data.tick}"));

        var conflict = await user.ApplyRefusedAsync(Manifests.Prices("3"), "--server-side", "--field-manager=desk");
        Assert.Contains("conflict with \"kubectl-client-side-apply\" using v1", conflict, StringComparison.Ordinal);
        Assert.Contains(".data.tick", conflict, StringComparison.Ordinal);
        Assert.Equal("configmap/prices serverside-applied\n", await user.ApplyAsync(Manifests.Prices("3"), "--server-side", "--field-manager=desk", "--force-conflicts"));
        Assert.Contains("manager: desk", await user.KubectlAsync("get", "configmap", "prices", "-o", "yaml", "--show-managed-fields"), StringComparison.Ordinal);

        Assert.Contains("FIELD: binaryData <map[string]string>", await user.KubectlAsync("explain", "configmap.binaryData"), StringComparison.Ordinal);
        Assert.Contains("unknown field \"datum\"", await user.ApplyRefusedAsync(Manifests.Prices("4") + "\ndatum: {}\n"), StringComparison.Ordinal);
        Assert.Matches(@"^NAME +DATA +AGE +LABELS\nprices +1 +\d+m?s? +book=gold\n$", await user.KubectlAsync("get", "configmaps", "-l", "book=gold", "--show-labels"));
        Assert.Contains("tick:\n----\n3\n", await user.KubectlAsync("describe", "configmap", "prices"), StringComparison.Ordinal);
        Assert.Equal("configmap \"prices\" deleted from " + user.Namespace + " namespace\n", await user.KubectlAsync("delete", "configmap", "prices"));
        Assert.Equal("", await user.KubectlAsync("get", "configmap", "prices", "--ignore-not-found"));
    }

    [Theory]
    [ClassData(typeof(ServerKinds))]
    public async Task Patches_of_each_type_change_what_they_name(ServerKind server)
    {
        var user = await (await fixture.OnAsync(server)).NamespaceAsync("patches");
        await user.ApplyAsync(Manifests.Deployment("desk", 0, "one"));

        await user.KubectlAsync("patch", "deployment", "desk", "-p", """{"spec":{"template":{"spec":{"containers":[{"name":"main","env":[{"name":"DESK","value":"a"}]},{"name":"side","image":"side:1"}]}}}}""");
        Assert.Equal("main side", await ReadAsync("{.spec.template.spec.containers[*].name}"));
        await user.KubectlAsync("patch", "deployment", "desk", "--type=json", "-p", """[{"op":"test","path":"/spec/template/spec/containers/1/name","value":"side"},{"op":"remove","path":"/spec/template/spec/containers/1"}]""");
        Assert.Equal("main", await ReadAsync("{.spec.template.spec.containers[*].name}"));
        await user.KubectlAsync("patch", "deployment", "desk", "--type=merge", "-p", """{"metadata":{"labels":{"tier":"back"}},"spec":{"paused":true}}""");
        Assert.Equal("back true", await ReadAsync("{.metadata.labels.tier} {.spec.paused}"));
        Assert.Equal("deployment.apps/desk patched (no change)\n", await user.KubectlAsync("patch", "deployment", "desk", "--type=merge", "-p", """{"spec":{"paused":true}}"""));
        Assert.Contains("spec.replicas: Invalid value: -1", await user.RefusedAsync("patch", "deployment", "desk", "-p", """{"spec":{"replicas":-1}}"""), StringComparison.Ordinal);

        await user.KubectlAsync("label", "deployment", "desk", "tier-");
        await user.KubectlAsync("annotate", "deployment", "desk", "note=kept");
        await user.KubectlAsync("set", "image", "deployment/desk", "main=other:2");
        Assert.Equal(" kept other:2", await ReadAsync("{.metadata.labels.tier} {.metadata.annotations.note} {.spec.template.spec.containers[0].image}"));

        Task<string> ReadAsync(string path) => user.KubectlAsync("get", "deployment", "desk", "-o", "jsonpath=" + path);
    }

    [Theory]
    [ClassData(typeof(ServerKinds))]
    public async Task Kind_that_a_user_defines_is_served_like_a_built_in_one(ServerKind server)
    {
        var user = await (await fixture.OnAsync(server)).NamespaceAsync("kinds");
        await user.ApplyAsync(Manifests.VenueDefinition);
        await user.KubectlAsync("wait", "--for=condition=Established", "crd/venues.clients.example.com", Patience);

        Assert.Contains("spec.city: Invalid value: \"X\": spec.city in body should be at least 2 chars long", await user.ApplyRefusedAsync(Manifests.Venue("X")), StringComparison.Ordinal);
        Assert.Contains("unknown field \"spec.town\"", await user.ApplyRefusedAsync(Manifests.Venue("New York") + "\n  town: yes\n"), StringComparison.Ordinal);
        Assert.Equal("venue.clients.example.com/comex created\n", await user.ApplyAsync(Manifests.Venue("New York")));
        await user.UntilAsync("the description of the kind", told => told.Contains("Where the venue is.", StringComparison.Ordinal), "explain", "venue.spec.city");
        Assert.Matches("KIND: +Venue\nVERSION: +v1\n", await user.KubectlAsync("explain", "venue"));

        await user.KubectlAsync("scale", "venue", "comex", "--replicas=3", "--current-replicas=2");
        await user.KubectlAsync("patch", "venue", "comex", "--subresource=status", "--type=merge", "-p", """{"spec":{"city":"Chicago"},"status":{"phase":"Open"}}""");
        await user.KubectlAsync("wait", "--for=jsonpath={.status.phase}=Open", "venue/comex", Patience);
        Assert.Matches(@"^NAME +CITY +PHASE\ncomex +New York +Open\n$", await user.KubectlAsync("get", "vn"));
        Assert.Equal("3", await user.KubectlAsync("get", "venue", "comex", "-o", "jsonpath={.spec.gateways}"));
        Assert.Matches(@"City: +New York", await user.KubectlAsync("describe", "venue", "comex"));

        await user.KubectlAsync("delete", "crd", "venues.clients.example.com", Patience);
        Assert.Contains("the server could not find the requested resource", await user.RefusedAsync("get", "venues"), StringComparison.Ordinal);
    }

    [Theory]
    [ClassData(typeof(ServerKinds))]
    public async Task Rights_are_asked_for_granted_and_held_by_a_token(ServerKind server)
    {
        var user = await (await fixture.OnAsync(server)).NamespaceAsync("rights");
        var reader = $"system:serviceaccount:{user.Namespace}:reader";
        Assert.Equal("yes\n", await user.KubectlAsync("auth", "can-i", "*", "*", "--all-namespaces"));
        await user.KubectlAsync("create", "serviceaccount", "reader");
        Assert.Equal((1, "no\n"), await AskAsync("get", "configmaps", "--as", reader));

        await user.KubectlAsync("create", "role", "reads", "--verb=get,list", "--resource=configmaps");
        await user.KubectlAsync("create", "rolebinding", "reads", "--role=reads", "--serviceaccount=" + user.Namespace + ":reader");
        await user.UntilAsync("the right to read", answer => answer == "yes\n", "auth", "can-i", "get", "configmaps", "--as", reader);
        Assert.Equal((1, "no\n"), await AskAsync("delete", "configmaps", "--as", reader));
        Assert.Matches(@"configmaps +\[\] +\[\] +\[get list\]", await user.KubectlAsync("auth", "can-i", "--list", "--as", reader));

        var kubeconfig = Path.Combine(user.Home, "reader");
        await File.WriteAllTextAsync(kubeconfig, await user.KubectlAsync("config", "view", "--raw", "--minify"), TestContext.Current.CancellationToken);
        var token = (await user.KubectlAsync("create", "token", "reader")).Trim();
        await user.KubectlAsync("--kubeconfig", kubeconfig, "config", "set-credentials", "reader", "--token", token);
        string[] asReader = ["--kubeconfig", kubeconfig, "--user", "reader"];
        Assert.Contains(reader, await user.KubectlAsync([.. asReader, "auth", "whoami"]), StringComparison.Ordinal);
        await user.UntilAsync("the namespace's authorities", maps => maps.Contains("kube-root-ca.crt", StringComparison.Ordinal), [.. asReader, "get", "configmaps"]);
        Assert.Equal(
            $"Error from server (Forbidden): secrets is forbidden: User \"{reader}\" cannot list resource \"secrets\" in API group \"\" in the namespace \"{user.Namespace}\"\n",
            await user.RefusedAsync([.. asReader, "get", "secrets"]));

        async Task<(int ExitCode, string Output)> AskAsync(params string[] words)
        {
            var answer = await user.TryAsync(null, ["auth", "can-i", .. words]);
            return (answer.ExitCode, answer.Output);
        }
    }
}
