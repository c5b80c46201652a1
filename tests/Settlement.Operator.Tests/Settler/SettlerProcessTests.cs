using System.Net;
using k8s;
using Npgsql;
using Settlement.Engine.Ports;
using Settlement.Kafka.Tests.Brokers;
using Settlement.Kafka.Tests.Wire;
using Settlement.Kafka.Wire;
using Settlement.Kubernetes.Tests.Support;
using Settlement.Operator.Tests.Support;
using Settlement.Postgres.Tests.Support;

namespace Settlement.Operator.Tests.Settler;

/// <summary>The settler as a process of its own, with real servers and nothing but the rights of its own account.</summary>
public sealed class SettlerProcessTests(TestServer postgres, KafkaFixture kafka)
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_an_api_server_it_waits_and_says_so_and_stops_when_told()
    {
        using var kubeconfig = new TemporaryFile("""
            apiVersion: v1
            kind: Config
            current-context: c
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
            contexts: [{name: c, context: {cluster: c, user: u}}]
            users: [{name: u, user: {token: t}}]
            """);
        await using var settler = SettlerProcess.Start(new Dictionary<string, string>
        {
            ["SETTLEMENT_RUN"] = "comex",
            ["POD_NAMESPACE"] = "trading",
            ["POD_NAME"] = "comex-settler-0",
            ["POD_UID"] = "u",
            ["SETTLEMENT_LEDGER"] = "Host=127.0.0.1;Port=1",
            ["KUBECONFIG"] = kubeconfig.Path,
        });

        await settler.SaysAsync("Waiting for the run: GET");
        var ready = await settler.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.Status);
        Assert.Contains("waits: GET", ready.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await settler.GetAsync("/startupz")).Status);
        Assert.Equal(HttpStatusCode.OK, (await settler.GetAsync("/livez")).Status);
        Assert.Equal(0, await settler.StopAsync());
    }

    [Theory]
    [InlineData("SETTLEMENT_LOG_FORMAT is 'xml'; it must be text or json.", "SETTLEMENT_LOG_FORMAT", "xml")]
    [InlineData("POD_UID is not set", "POD_UID", "")]
    [InlineData("There is no way to the API server", "KUBECONFIG", "/nowhere")]
    public async Task What_its_environment_lacks_is_said_in_one_line_before_it_begins(string message, string variable, string value)
    {
        var variables = new Dictionary<string, string>
        {
            ["SETTLEMENT_RUN"] = "comex",
            ["POD_NAMESPACE"] = "trading",
            ["POD_NAME"] = "comex-settler-0",
            ["POD_UID"] = "u",
            ["SETTLEMENT_LEDGER"] = "Host=127.0.0.1;Port=1",
            [variable] = value,
        };

        var ended = await Executable.RunAsync(variables, "settler");

        Assert.Equal(2, ended.Code);
        Assert.Contains(message, Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_cannot_be_used_are_shown_in_the_status_and_end_the_process()
    {
        await using var world = await SettlerWorld.CreateAsync(postgres, kafka, static _ => { });
        var variables = world.Variables();
        variables["SETTLEMENT_KAFKA_PROPERTIES"] = "acks=0";
        variables["SETTLEMENT_LEDGER"] = "postgres://x";
        await using var settler = SettlerProcess.Start(variables);

        Assert.Equal(2, await settler.EndAsync(Wait.Soon));

        var report = (await world.MemberAsync())!.Report!;
        Assert.Equal("InvalidSettings", report.Reason);
        Assert.Contains("Kafka property 'acks' cannot be set", report.Message, StringComparison.Ordinal);
        Assert.Contains("SETTLEMENT_LEDGER is not an Npgsql connection string", report.Message, StringComparison.Ordinal);
        var events = await world.Server.Admin.EventsV1.ListNamespacedEventAsync(world.Run.Metadata.NamespaceProperty, cancellationToken: _cancel);
        Assert.Contains(events.Items, static e => e is { Reason: "InvalidSettings", Type: "Warning", Regarding.Name: "comex" });
    }

    [Fact]
    public async Task A_ledger_that_refuses_the_password_is_waited_for_and_shown()
    {
        await using var world = await SettlerWorld.CreateAsync(postgres, kafka, static _ => { });
        var variables = world.Variables();
        variables["SETTLEMENT_LEDGER"] = new NpgsqlConnectionStringBuilder(world.Ledger) { Password = "guess" }.ConnectionString;
        await using var settler = SettlerProcess.Start(variables);

        await world.ShowsAsync(static m => m.Report?.Reason == "LedgerAccessDenied", "the refused login is in the status");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await settler.GetAsync("/readyz")).Status);
        Assert.DoesNotContain("guess", settler.Output, StringComparison.Ordinal);
        Assert.Equal(0, await settler.StopAsync());
    }

    [Fact]
    public async Task An_absent_topic_is_waited_for_and_the_settler_goes_on_when_it_comes()
    {
        await using var world = await SettlerWorld.CreateAsync(postgres, kafka, static _ => { }, partitions: 0);
        await using var settler = SettlerProcess.Start(world.Variables());

        await world.ShowsAsync(static m => m.Report?.Reason == "TopicAbsent", "the absent topic is in the status");
        await world.Topic.CreateAsync(1);
        await world.ShowsAsync(static m => m is { Ready: true, Report.State: RunPhase.Consuming }, "the settler consumes");

        Assert.Equal(HttpStatusCode.OK, (await settler.GetAsync("/readyz")).Status);
        Assert.Equal(0, await settler.StopAsync());
    }

    [Fact]
    public async Task A_day_is_settled_and_published_and_the_settler_idles_until_it_is_told_to_stop()
    {
        await using var world = await SettlerWorld.CreateAsync(postgres, kafka, static spec => spec.Close.Marker = true);
        for (var partition = 0; partition < 2; partition++)
            await world.Topic.WriteAsync(partition, [.. Enumerable.Range(1, 5).Select(static s => TestTopic.Message(s).Value), TradeEncoder.Encode(Venue.EndOfSession(5, 10), TradeFormat.Json)]);
        await using var settler = SettlerProcess.Start(world.Variables());

        await world.ShowsAsync(static m => m.Report?.State == RunPhase.Published, "the run is published");

        var report = (await world.MemberAsync())!.Report!;
        Assert.Equal((1L, "comex-settler-0", TradeSource.Feed, 10L), (report.Epoch, report.Leader, report.Source, report.TradeCount));
        Assert.Matches("^[0-9a-f]{64}$", report.Digest);
        Assert.Equal(HttpStatusCode.OK, (await settler.GetAsync("/readyz")).Status);
        Assert.Equal(HttpStatusCode.OK, (await settler.GetAsync("/livez")).Status);
        Assert.Contains("settlement_records_folded_total", (await settler.GetAsync("/metrics")).Text, StringComparison.Ordinal);
        await settler.SaysAsync("idle until told to stop");
        Assert.Contains("\"tradingDay\":\"2013-10-08\"", settler.Output, StringComparison.Ordinal);
        Assert.Contains("\"epoch\":1", settler.Output, StringComparison.Ordinal);

        Assert.Equal(0, await settler.StopAsync());
        Assert.Equal("[]", (await world.Server.DeniedAsync(_cancel)).Trim());
        var lease = await world.Server.Admin.CoordinationV1.ReadNamespacedLeaseAsync("comex-leader", world.Run.Metadata.NamespaceProperty, cancellationToken: _cancel);
        Assert.True(string.IsNullOrEmpty(lease.Spec.HolderIdentity), $"the lease is held by {lease.Spec.HolderIdentity}");
    }

    [Fact]
    public async Task A_settler_that_is_killed_at_a_crash_point_is_followed_by_one_that_ends_its_work()
    {
        await using var world = await SettlerWorld.CreateAsync(postgres, kafka, static spec => spec.Close.Marker = true);
        for (var partition = 0; partition < 2; partition++)
            await world.Topic.WriteAsync(partition, TradeEncoder.Encode(Venue.Trade(), TradeFormat.Json), TradeEncoder.Encode(Venue.EndOfSession(1, 2), TradeFormat.Json));
        using var armed = new TemporaryFile("AfterLedgerCommit=Kill\n");
        var variables = world.Variables();
        variables["SETTLEMENT_CRASH_POINTS"] = armed.Path;

        await using (var first = SettlerProcess.Start(variables))
            Assert.Equal(128 + 9, await first.EndAsync(Wait.Soon));
        Assert.Empty(await File.ReadAllTextAsync(armed.Path, _cancel));
        await using var second = SettlerProcess.Start(variables);

        await world.ShowsAsync(static m => m.Report is { State: RunPhase.Published, Epoch: 2 }, "the successor publishes");
        Assert.Equal(0, await second.StopAsync());
    }
}
