using k8s;
using k8s.Models;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Tests.Support;

namespace Settlement.Kubernetes.Tests.Resources;

/// <summary>The definition on the server that tests run on.</summary>
public sealed class DefinitionOnServerTests(SharedKubeLite shared) : DefinitionTests(shared);

/// <summary>The definition on the real API machinery.</summary>
public sealed class DefinitionOnMachineryTests(RealKubeLite shared) : DefinitionTests(shared);

/// <summary>The definition on a server, which evaluates its rules: what it refuses, with which words, and what it fills in.</summary>
public abstract class DefinitionTests(OneKubeLite shared)
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public static TheoryData<string, Action<SettlementRunSpec>> Refusals => new()
    {
        { "close.at and close.marker exclude each other", spec => spec.Close = new CloseSpec { At = DateTime.UnixEpoch, Marker = true } },
        { "tradeStore is required because consumption.onFailure.then is TradeStore", spec => spec.TradeStore = null },
        { "tradeStore is required because source is TradeStore", spec => (spec.Source, spec.TradeStore, spec.Consumption.OnFailure.Then) = (TradeSource.TradeStore, null, FailureAction.Halt) },
        { "close.marker cannot be used with source: TradeStore", spec => (spec.Source, spec.Close) = (TradeSource.TradeStore, new CloseSpec { Marker = true }) },
        { "drainTimeout must be longer than zero", spec => spec.Close.DrainTimeout = "0s" },
        { "spec.close.drainTimeout in body should match", spec => spec.Close.DrainTimeout = "soon" },
        { "spec.tradingDay in body must be of type date", spec => spec.TradingDay = "2013-02-30" },
        { "spec.settlers in body should be less than or equal to 16", spec => spec.Settlers = 17 },
        { "spec.market in body should match", spec => spec.Market = "CO MEX" },
        { "Kafka property 'group.id' cannot be set: it is consumption.groupId", spec => spec.Consumption.Kafka.Properties = new Dictionary<string, string> { ["group.id"] = "mine" } },
    };

    public static TheoryData<string, Action<SettlementRunSpec>> IdentityChanges => new()
    {
        { "market cannot be changed", spec => spec.Market = "NYMEX" },
        { "tradingDay cannot be changed", spec => spec.TradingDay = "2013-10-09" },
        { "revision cannot be changed", spec => spec.Revision = 2 },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public async Task Nonsense_is_refused_with_a_message_for_people(string message, Action<SettlementRunSpec> mistake)
    {
        var (server, runs, @namespace) = await StartAsync();
        var refusal = await Assert.ThrowsAsync<ApiException>(() => runs.CreateAsync(Samples.New(@namespace, change: mistake), _cancel));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(server);
    }

    [Fact]
    public async Task Every_Kafka_property_that_breaks_guarantees_is_refused_by_name()
    {
        var (_, runs, @namespace) = await StartAsync();
        var refusal = await Assert.ThrowsAsync<ApiException>(() => runs.CreateAsync(
            Samples.New(@namespace, change: spec => spec.Consumption.Kafka.Properties = KafkaProperties.Refused.Keys.ToDictionary(name => name, _ => "x")), _cancel));
        foreach (var sentence in KafkaProperties.FindRefused(KafkaProperties.Refused.Keys)) Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_too_long_for_pods_is_refused()
    {
        var (_, runs, @namespace) = await StartAsync();
        var refusal = await Assert.ThrowsAsync<ApiException>(() => runs.CreateAsync(Samples.New(@namespace, new string('a', 45)), _cancel));
        Assert.Contains("metadata.name must be at most 44", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(IdentityChanges), DisableDiscoveryEnumeration = true)]
    public async Task The_identity_of_a_run_never_changes(string message, Action<SettlementRunSpec> change)
    {
        var (_, runs, @namespace) = await StartAsync();
        await runs.CreateAsync(Samples.New(@namespace), _cancel);
        var refusal = await Assert.ThrowsAsync<ApiException>(() => ApplyAsync(runs, Samples.New(@namespace, change: change)));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Closing", true)]
    [InlineData("Settled", true)]
    [InlineData("Published", true)]
    [InlineData("Failed", true)]
    [InlineData("Consuming", false)]
    [InlineData("Pending", false)]
    public async Task The_spec_is_fixed_from_the_close_on(string phase, bool isFixed)
    {
        var (_, runs, @namespace) = await StartAsync();
        await runs.CreateAsync(Samples.New(@namespace), _cancel);
        await runs.MergeAsync(@namespace, "comex", "status", new { status = new { phase } }, "test", _cancel);
        var change = () => ApplyAsync(runs, Samples.New(@namespace, change: spec => spec.Settlers = 3));
        if (!isFixed)
        {
            Assert.Equal(3, (await change()).Spec.Settlers);
            return;
        }

        Assert.Contains("the spec is fixed from the moment the run is Closing", (await Assert.ThrowsAsync<ApiException>(change)).Message, StringComparison.Ordinal);
        // Closing by hand, and everything else that is not the spec, stays possible.
        await runs.MergeAsync(@namespace, "comex", null, new { metadata = new { annotations = new Dictionary<string, string> { [SettlementRun.CloseAnnotation] = SettlementRun.CloseNow } } }, "test", _cancel);
    }

    [Theory]
    [InlineData("Closing", ReleasePolicy.AfterVerification, ReleasePolicy.Automatic, true)]
    [InlineData("Settled", ReleasePolicy.AfterVerification, ReleasePolicy.Automatic, true)]
    [InlineData("Settled", ReleasePolicy.Automatic, ReleasePolicy.AfterVerification, false)]
    [InlineData("Failed", ReleasePolicy.AfterVerification, ReleasePolicy.Automatic, false)]
    public async Task Only_release_may_change_after_the_close_and_only_to_automatic(string phase, ReleasePolicy before, ReleasePolicy after, bool isAllowed)
    {
        var (_, runs, @namespace) = await StartAsync();
        await runs.CreateAsync(Samples.New(@namespace, change: spec => spec.Release = before), _cancel);
        await runs.MergeAsync(@namespace, "comex", "status", new { status = new { phase } }, "test", _cancel);
        var release = () => runs.MergeAsync(@namespace, "comex", null, new { spec = new { release = after.ToString() } }, "test", _cancel);
        if (isAllowed)
        {
            await Assert.ThrowsAsync<ApiException>(() => runs.MergeAsync(@namespace, "comex", null, new { spec = new { release = after.ToString(), settlers = 3 } }, "test", _cancel));
            await Assert.ThrowsAsync<ApiException>(() => runs.MergeAsync(@namespace, "comex", null, new { spec = new { release = after.ToString(), image = "other" } }, "test", _cancel));
            await release();
            Assert.Equal(after, (await runs.GetAsync(@namespace, "comex", _cancel))!.Spec.Release);
        }
        else
        {
            Assert.Contains("release, which may go from AfterVerification to Automatic", (await Assert.ThrowsAsync<ApiException>(release)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_least_that_a_user_must_write_is_completed_with_defaults()
    {
        var (server, runs, @namespace) = await StartAsync();
        var secret = new { connection = new { secretRef = new { name = "databases", key = "ledger" } } };
        var least = new
        {
            apiVersion = "settlement.marketclose.io/v1alpha1",
            kind = "SettlementRun",
            metadata = new { name = "comex" },
            spec = new { market = "COMEX", tradingDay = "2013-10-08", consumption = new { groupId = "comex", kafka = new { bootstrapServers = "localhost:9092", topic = "trades" } }, tradeStore = secret, ledger = secret },
        };
        var run = await runs.ApplyAsync(@namespace, "comex", null, least, "test", _cancel);
        Assert.Equal(KubernetesJson.Serialize(Samples.Run(@namespace, change: spec => spec.TradeStore!.Connection.SecretRef.Key = "ledger").Spec), KubernetesJson.Serialize(run.Spec));
        Assert.NotNull(server);
    }

    [Fact]
    public async Task The_sample_is_accepted_without_a_warning()
    {
        var (server, _, @namespace) = await StartAsync();
        using var warnings = new WarningCollector();
        using var client = server.Client(null, warnings);
        var runs = new ResourceClient<SettlementRun>(client, TimeProvider.System);
        var sample = KubernetesYaml.Deserialize<SettlementRun>(await File.ReadAllTextAsync(KubeLite.RepositoryFile("deploy", "samples", "settlementrun.yaml"), _cancel));
        sample.Metadata.NamespaceProperty = @namespace;
        var run = await runs.CreateAsync(sample, _cancel);
        var definition = await new ResourceClient<V1CustomResourceDefinition>(client, TimeProvider.System).GetAsync(null, "settlementruns.settlement.marketclose.io", _cancel);
        Assert.Equal(new DateTime(2013, 10, 8, 21, 15, 0, DateTimeKind.Utc), run.Spec.Close.At!.Value.ToUniversalTime());
        Assert.Empty(SpecValidation.Validate(run));
        Assert.DoesNotContain(definition!.Status.Conditions, condition => condition.Type == "NonStructuralSchema");
        await new ResourceClient<V1CustomResourceDefinition>(client, TimeProvider.System).ApplyAsync(
            null,
            definition.Metadata.Name,
            null,
            KubernetesYaml.Deserialize<V1CustomResourceDefinition>(await File.ReadAllTextAsync(KubeLite.RepositoryFile("deploy", "crd", "settlementruns.yaml"), _cancel)),
            "test",
            _cancel);
        Assert.Empty(warnings.Seen);
    }

    [Fact]
    public async Task A_list_shows_what_people_look_for()
    {
        var (server, runs, @namespace) = await StartAsync();
        await runs.CreateAsync(Samples.New(@namespace), _cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Admin.BaseUri, $"apis/settlement.marketclose.io/v1alpha1/namespaces/{@namespace}/settlementruns"));
        request.Headers.Accept.ParseAdd("application/json;as=Table;v=v1;g=meta.k8s.io");
        using var response = await server.Admin.HttpClient.SendAsync(request, _cancel);
        using var table = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(_cancel));
        var columns = table.RootElement.GetProperty("columnDefinitions").EnumerateArray().Select(c => (c.GetProperty("name").GetString(), c.GetProperty("priority").GetInt32())).ToList();
        Assert.Equal(["Name", "Market", "Day", "Phase", "Leader", "Trades", "Age"], columns.Where(c => c.Item2 == 0).Select(c => c.Item1));
        Assert.Equal(["Rev", "Released", "Epoch", "Source", "Digest", "Message"], columns.Where(c => c.Item2 == 1).Select(c => c.Item1));
    }

    private async Task<(KubeLite Server, ResourceClient<SettlementRun> Runs, string Namespace)> StartAsync()
    {
        var server = await shared.GetAsync();
        return (server, new ResourceClient<SettlementRun>(server.Admin, TimeProvider.System), await server.NamespaceAsync(_cancel));
    }

    private Task<SettlementRun> ApplyAsync(ResourceClient<SettlementRun> runs, SettlementRun run) =>
        runs.ApplyAsync(run.Metadata.NamespaceProperty, run.Metadata.Name, null, new { run.ApiVersion, run.Kind, metadata = new { name = run.Metadata.Name }, run.Spec }, "test", _cancel);

    private sealed class WarningCollector : DelegatingHandler
    {
        public List<string> Seen { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Warning", out var values)) Seen.AddRange(values);
            return response;
        }
    }
}
