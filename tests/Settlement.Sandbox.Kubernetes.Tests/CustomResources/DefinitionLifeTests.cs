using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.CustomResources;

public sealed class DefinitionLifeTests(ServerFixture fixture)
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task New_definition_is_established_and_its_kind_discovered()
    {
        var kind = await EstablishAsync("""{"type":"object","properties":{"a":{"type":"integer"}}}""");

        var resources = (await fixture.SendAsync("GET", $"/apis/{kind.Group}/v1")).Json.Objects("resources").ToList();

        Assert.Equal(["things"], resources.Select(r => r.Text("name")));
        Assert.Equal(("Thing", "thing"), (resources[0].Text("kind"), resources[0].Text("singularName")));
        var definition = (await fixture.SendAsync("GET", kind.Definition)).Json;
        Assert.Equal(["NamesAccepted", "Established"], definition.Object("status").Objects("conditions").Select(c => c.Text("type")));
        Assert.Equal("""["v1"]""", definition.Object("status")!["storedVersions"]!.ToJsonString());
        Assert.Equal("ThingList", definition.Object("status", "acceptedNames").Text("listKind"));
    }

    [Fact]
    public async Task Object_is_pruned_defaulted_and_checked()
    {
        var kind = await EstablishAsync("""{"type":"object","properties":{"a":{"type":"integer","minimum":1,"default":2},"s":{"type":"string"}}}""");

        var created = await fixture.SendAsync("POST", kind.Objects, Thing(kind, "one", """{"s":"x","colour":"red"}"""));
        var refused = await fixture.SendAsync("POST", kind.Objects, Thing(kind, "two", """{"a":0}"""));

        Assert.Equal(201, created.Code);
        Assert.Equal("""{"a":2,"s":"x"}""", created.Json["spec"]!.ToJsonString());
        Assert.Equal("""299 - "unknown field \"spec.colour\"" """.Trim(), Assert.Single(created.Warnings));
        Assert.Equal(422, refused.Code);
        Assert.Equal($"Thing.{kind.Group} \"two\" is invalid: spec.a: Invalid value: 0: spec.a in body should be greater than or equal to 1", refused.Message);
    }

    [Fact]
    public async Task Definition_can_be_used_in_the_next_request()
    {
        var kind = new Kind(Group());

        await fixture.SendAsync("POST", Definitions, Definition(kind.Group, "things", "Thing", """{"type":"object"}"""));

        Assert.Equal(201, (await fixture.SendAsync("POST", kind.Objects, Thing(kind, "one", "{}"))).Code);
    }

    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x","zz":1},"y":2}""", 201, "spec.in.y,spec.in.metadata.zz")]
    [InlineData("{}", 422, "")]
    [InlineData("""{"apiVersion":5,"kind":"Pod"}""", 400, "")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":5}}""", 400, "")]
    public async Task Whole_object_within_an_object_says_what_it_is_and_has_metadata_of_its_own(string value, int code, string unknown)
    {
        var kind = await EstablishAsync("""{"type":"object","properties":{"in":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"}}}}}""");

        var answer = await fixture.SendAsync("POST", kind.Objects, Thing(kind, "one", $"{{\"in\":{value}}}"));

        Assert.Equal(code, answer.Code);
        Assert.Equal(unknown.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(u => $"299 - \"unknown field \\\"{u}\\\"\""), answer.Warnings);
        Assert.Equal(code == 400, answer.Text.Contains($"Thing in version \\\"v1\\\" cannot be handled as a Thing: spec.in.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_of_a_definition_ends_its_watches_and_shows_new_defaults_on_old_objects()
    {
        var kind = await EstablishAsync("""{"type":"object","properties":{"a":{"type":"string"}}}""");
        var created = await fixture.SendAsync("POST", kind.Objects, Thing(kind, "one", """{"a":"1"}"""));
        using var watch = await fixture.WatchAsync($"{kind.Objects}?watch=true&resourceVersion=0");
        Assert.Equal("ADDED one", await watch.NextNameAsync());

        await fixture.SendAsync("PATCH", kind.Definition, """
            [{"op":"add","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/b","value":{"type":"string","default":"x"}}]
            """, "application/json-patch+json");

        Assert.Equal("end", await watch.NextNameAsync());
        var read = await fixture.SendAsync("GET", $"{kind.Objects}/one");
        Assert.Equal("""{"a":"1","b":"x"}""", read.Json["spec"]!.ToJsonString());
        Assert.Equal(created.Version, read.Version);
    }

    [Fact]
    public async Task Deleted_definition_empties_its_kind_first_and_takes_nothing_new()
    {
        var kind = await EstablishAsync("""{"type":"object"}""");
        await fixture.SendAsync("POST", kind.Objects, Thing(kind, "free", "{}"));
        await fixture.SendAsync("POST", kind.Objects, Thing(kind, "held", "{}", """, "finalizers":["a.b/c"]"""));

        var deleted = await fixture.SendAsync("DELETE", kind.Definition);
        await UntilAsync("the free object is gone", async () => (await fixture.SendAsync("GET", $"{kind.Objects}/free")).Code == 404);
        var late = await fixture.SendAsync("POST", kind.Objects, Thing(kind, "late", "{}"));
        var waiting = await fixture.SendAsync("GET", kind.Definition);
        await fixture.SendAsync("PATCH", $"{kind.Objects}/held", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
        await UntilAsync("the definition is gone", async () => (await fixture.SendAsync("GET", kind.Definition)).Code == 404);

        Assert.Equal("""["customresourcecleanup.apiextensions.k8s.io"]""", deleted.Json.Object("metadata")!["finalizers"]!.ToJsonString());
        Assert.Equal((403, $"things.{kind.Group} \"late\" is forbidden: create not allowed while custom resource definition is terminating"), (late.Code, late.Message));
        Assert.Equal(["InstanceDeletionInProgress"], waiting.Json.Object("status").Objects("conditions").Where(c => c.Text("type") == "Terminating").Select(c => c.Text("reason")));
        await UntilAsync("the kind is gone", async () => (await fixture.SendAsync("GET", kind.Objects)).Text == "404 page not found\n");
    }

    [Fact]
    public async Task Names_of_another_definition_are_free_only_when_it_is_gone()
    {
        var kind = await EstablishAsync("""{"type":"object"}""");
        var rival = $"{Definitions}/others.{kind.Group}";

        await fixture.SendAsync("POST", Definitions, Definition(kind.Group, "others", "Thing", """{"type":"object"}"""));
        await UntilAsync("the names are refused", async () => Condition(await fixture.SendAsync("GET", rival), "NamesAccepted").Text("status") == "False");
        var refused = await fixture.SendAsync("GET", rival);
        var unserved = await fixture.SendAsync("GET", $"/apis/{kind.Group}/v1/namespaces/default/others");
        await fixture.SendAsync("DELETE", kind.Definition);

        Assert.Equal(("ListKindConflict", "\"ThingList\" is already in use"), (Condition(refused, "NamesAccepted").Text("reason"), Condition(refused, "NamesAccepted").Text("message")));
        Assert.Equal("NotAccepted", Condition(refused, "Established").Text("reason"));
        Assert.Equal(404, unserved.Code);
        await UntilAsync("the rival is established", async () => Condition(await fixture.SendAsync("GET", rival), "Established").Text("status") == "True");
        Assert.Equal(200, (await fixture.SendAsync("GET", $"/apis/{kind.Group}/v1/namespaces/default/others")).Code);
    }

    [Fact]
    public async Task Every_served_version_shows_every_object()
    {
        var kind = await EstablishAsync("""{"type":"object","properties":{"a":{"type":"string"}}}""");
        await fixture.SendAsync("POST", kind.Objects, Thing(kind, "one", """{"a":"1"}"""));

        var patched = await fixture.SendAsync("PATCH", kind.Definition, """
            [{"op":"copy","from":"/spec/versions/0","path":"/spec/versions/1"},{"op":"replace","path":"/spec/versions/1/name","value":"v2"},{"op":"replace","path":"/spec/versions/1/storage","value":false}]
            """, "application/json-patch+json");
        Assert.Equal(200, patched.Code);
        await UntilAsync("v2 is served", async () => (await fixture.SendAsync("GET", kind.Objects.Replace("/v1/", "/v2/", StringComparison.Ordinal))).Code == 200);
        var second = await fixture.SendAsync("GET", $"{kind.Objects.Replace("/v1/", "/v2/", StringComparison.Ordinal)}/one");

        Assert.Equal($"{kind.Group}/v2", second.Json.Text("apiVersion"));
        Assert.Equal($"{kind.Group}/v1", (await fixture.SendAsync("GET", $"{kind.Objects}/one")).Json.Text("apiVersion"));
    }

    [Fact]
    public async Task Rules_are_evaluated_and_those_that_cannot_be_are_named()
    {
        var group = Group();

        var created = await fixture.SendAsync("POST", Definitions, Definition(group, "things", "Thing", """
            {"type":"object","x-kubernetes-validations":[{"rule":"has(self.a)","message":"a is needed"},{"rule":"semver('1.0.0').major() == 2"}],"properties":{"a":{"type":"string","enum":["x"]}}}
            """));
        await UntilAsync("established", async () => Condition(await fixture.SendAsync("GET", $"{Definitions}/things.{group}"), "Established").Text("status") == "True");
        var objects = $"/apis/{group}/v1/namespaces/default/things";
        var broken = await fixture.SendAsync("POST", objects, Thing(new Kind(group), "a", "{}"));
        var refused = await fixture.SendAsync("POST", objects, Thing(new Kind(group), "b", """{"a":"y"}"""));
        var good = await fixture.SendAsync("POST", objects, Thing(new Kind(group), "c", """{"a":"x"}"""));

        Assert.Equal(
            "299 - \"spec.versions[0].schema.openAPIV3Schema.properties[spec].x-kubernetes-validations[1]: this server does not have the function semver and does not evaluate the rule: semver('1.0.0').major() == 2\"",
            Assert.Single(created.Warnings));
        Assert.EndsWith("is invalid: spec: Invalid value: a is needed", broken.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]", refused.Message, StringComparison.Ordinal);
        Assert.Equal(201, good.Code);
    }

    [Fact]
    public async Task Definition_of_the_product_is_taken_and_refuses_what_it_should()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot(), "deploy", "crd", "settlementruns.yaml"), TestContext.Current.CancellationToken);

        var created = await fixture.SendAsync("POST", Definitions, text, "application/yaml");
        Assert.Equal(201, created.Code);
        await UntilAsync("established", async () => Condition(await fixture.SendAsync("GET", $"{Definitions}/settlementruns.settlement.marketclose.io"), "Established").Text("status") == "True");
        const string Objects = "/apis/settlement.marketclose.io/v1alpha1/namespaces/default/settlementruns";
        var refused = await fixture.SendAsync("POST", Objects, """{"apiVersion":"settlement.marketclose.io/v1alpha1","kind":"SettlementRun","metadata":{"name":"r"},"spec":{"market":"-","tradingDay":"2013-02-30"}}""");
        var table = await fixture.SendAsync("GET", Objects, accept: "application/json;as=Table;v=v1;g=meta.k8s.io");

        Assert.Equal(422, refused.Code);
        Assert.Equal(
            ["spec.consumption", "spec.ledger", "spec.market", "spec.tradingDay", "<nil>"],
            refused.Json.Object("details").Objects("causes").Select(c => c.Text("field")));
        Assert.Equal(
            ["Name", "Market", "Day", "Rev", "Phase", "Released", "Leader", "Epoch", "Trades", "Age", "Source", "Digest", "Message"],
            table.Json.Objects("columnDefinitions").Select(c => c.Text("name")));
    }

    [Fact]
    public async Task Definition_and_its_objects_outlive_the_server()
    {
        var folder = Directory.CreateTempSubdirectory("settlement-definitions-");
        try
        {
            var options = new KubernetesServerOptions { DataDirectory = folder.FullName };
            var kind = new Kind(Group());
            await using (var first = await KubernetesServer.StartAsync(options, TestContext.Current.CancellationToken))
            {
                using var client = ServerFixture.Client(first);
                await ServerFixture.SendAsync(client, "POST", Definitions, Definition(kind.Group, "things", "Thing", """{"type":"object","properties":{"a":{"type":"string"}}}"""));
                Assert.Equal(201, (await ServerFixture.SendAsync(client, "POST", kind.Objects, Thing(kind, "one", """{"a":"1"}"""))).Code);
            }

            await using var second = await KubernetesServer.StartAsync(options, TestContext.Current.CancellationToken);
            using var again = ServerFixture.Client(second);
            var read = await ServerFixture.SendAsync(again, "GET", $"{kind.Objects}/one");

            Assert.Equal((200, """{"a":"1"}"""), (read.Code, read.Json["spec"]!.ToJsonString()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string RepositoryRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Settlement.sln")))
        {
            at = at.Parent ?? throw new InvalidOperationException($"no Settlement.sln above {AppContext.BaseDirectory}");
        }

        return at.FullName;
    }

    private static JsonObject? Condition(Reply definition, string type) => definition.Json.Object("status").Objects("conditions").FirstOrDefault(c => c.Text("type") == type);

    private static string Thing(Kind kind, string name, string spec, string metadata = "") =>
        $$$"""{"apiVersion":"{{{kind.Group}}}/v1","kind":"Thing","metadata":{"name":"{{{name}}}"{{{metadata}}}},"spec":{{{spec}}}}""";

    private static string Definition(string group, string plural, string kind, string spec) => $$$"""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{{plural}}}.{{{group}}}"},
         "spec":{"group":"{{{group}}}","scope":"Namespaced","names":{"plural":"{{{plural}}}","kind":"{{{kind}}}"},
           "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{{{spec}}} } } } }]}}
        """;

    private static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(timeout.IsCancellationRequested, $"not within {Patience}: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A group that no other test has.</summary>
    private string Group() => fixture.Name("g") + ".example.com";

    private async Task<Kind> EstablishAsync(string spec)
    {
        var kind = new Kind(Group());
        var created = await fixture.SendAsync("POST", Definitions, Definition(kind.Group, "things", "Thing", spec));
        Assert.Equal(201, created.Code);
        await UntilAsync("the definition is established", async () => Condition(await fixture.SendAsync("GET", kind.Definition), "Established").Text("status") == "True");
        return kind;
    }

    private sealed record Kind(string Group)
    {
        public string Definition => $"{Definitions}/things.{Group}";

        public string Objects => $"/apis/{Group}/v1/namespaces/default/things";
    }
}
