using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>The recordings that travel with the project, in its own form (<c>Carried/README.md</c>), against the embedded server: every answer is equal.</summary>
public sealed class CarriedTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("04b-list-pages")]
    [InlineData("09-delete")]
    [InlineData("12-scale")]
    public async Task The_embedded_server_answers_as_the_machinery_did(string name)
    {
        var options = new KubernetesServerOptions { ControlPort = 0, GarbageCollection = false, Tokens = new Dictionary<string, string> { [KubeLite.AdminToken] = "admin" } };
        await using var server = await KubernetesServer.StartAsync(options, TestContext.Current.CancellationToken);
        var check = new RecordedCheck(output, "embedded", server.Address, server.ControlAddress!, static () => { });

        Assert.Empty(await check.RunAsync([Read(name)], [.. Parse("definitions").Objects("definitions")]));
    }

    private static Scenario Read(string name) => new(name, [.. Parse(name)["steps"]!.AsArray().Select((step, i) => Step.Parse($"{i + 1}", Whole(step!.AsObject())))]);

    private static JsonObject Parse(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded", "Carried", name + ".json")))!.AsObject();

    /// <summary>A step in the form of the recordings.</summary>
    private static JsonObject Whole(JsonObject step)
    {
        var asked = step.Text("ask")!.Split(' ', 2);
        var request = new JsonObject { ["method"] = asked[0], ["path"] = asked[1] };
        var response = new JsonObject { ["headers"] = step["answerHeaders"]?.DeepClone() ?? new JsonObject { ["cache-control"] = "no-cache, private", ["content-type"] = "application/json" } };
        Move(step, request, ("headers", "headers"), ("send", "body"), ("sendText", "bodyText"));
        Move(step, response, ("status", "status"), ("answer", "body"), ("answerText", "bodyText"));
        return new JsonObject { ["request"] = request, ["response"] = response };
    }

    private static void Move(JsonObject from, JsonObject to, params ReadOnlySpan<(string From, string To)> members)
    {
        foreach (var (name, other) in members)
        {
            if (from.TryGetPropertyValue(name, out var value))
            {
                to[other] = value?.DeepClone();
            }
        }
    }
}
