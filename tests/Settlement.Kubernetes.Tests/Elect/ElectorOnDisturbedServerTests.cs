using k8s;
using k8s.Models;
using Settlement.Kubernetes.Elect;
using Settlement.Kubernetes.Tests.Support;

namespace Settlement.Kubernetes.Tests.Elect;

/// <summary>A server of its own, since its faults touch everybody.</summary>
public sealed class ElectorOnDisturbedServerTests : IAsyncLifetime
{
    private KubeLite? _server;
    private string _namespace = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private KubeLite Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _server = await KubeLite.StartAsync(ownInstance: true);
        _namespace = await _server.NamespaceAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("close-watches")]
    [InlineData("unavailable?count=3&path=/pods")]
    [InlineData("unavailable?count=3&path=/pods&mode=abort")]
    public async Task Holders_end_is_seen_although_its_watch_was_cut_off(string fault)
    {
        await using var a = await StartAsync("a", ServerCandidate.Long);
        await a.LeadsAsync(Token);
        await using var b = await StartAsync("b", ServerCandidate.Long);
        await Wait.UntilAsync(async () => await Server.OpenWatchesAsync(Token) == 1, "b watches a's pod", Token);

        await Server.DisturbAsync(fault, Token);
        if (fault.StartsWith("unavailable", StringComparison.Ordinal))
            await Server.DisturbAsync("close-watches", Token);
        await Wait.UntilAsync(() => b.Log.Entries.Any(entry => entry.Id is 3120 or 3121), "the watch is cut off", Token);
        await Server.DisturbAsync("reset", Token);
        await a.DeletePodAsync(Token);

        await b.LeadsAsync(Token);
    }

    [Fact]
    public async Task Watch_from_a_version_that_has_expired_is_begun_again_with_a_list()
    {
        var pod = await Server.Admin.CreateNamespacedPodAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = "a" },
                Spec = new V1PodSpec { NodeName = "nowhere", Containers = [new V1Container { Name = "settler", Image = "settlement" }] },
            },
            _namespace, cancellationToken: Token);
        var log = new ListLogger();
        using var expiring = new ExpireFirstWatch(Server, _namespace);
        using var client = Server.Client(null, expiring);
        var watch = new PodHolderWatch(client, _namespace, "settler", ServerCandidate.Long, TimeProvider.System, log);

        var end = watch.WaitForEndAsync(new HolderIdentity("a", pod.Metadata.Uid, "f00d"), Token);
        await Wait.UntilAsync(() => expiring.Watches >= 2, "the watch is begun again", Token);
        Assert.False(end.IsCompleted);
        await Server.Admin.DeleteNamespacedPodAsync("a", _namespace, gracePeriodSeconds: 0, cancellationToken: Token);

        Assert.Equal(HolderEnd.PodGone, await end.WaitAsync(Wait.Soon, Token));
        Assert.Contains(log.Entries, entry => entry.Id == 3120 && entry.Text.Contains("too old resource version", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_watch_stays_open_after_a_takeover_or_an_ended_campaign()
    {
        var before = await Server.OpenWatchesAsync(Token);
        await using var a = await StartAsync("a", ServerCandidate.Long);
        await a.LeadsAsync(Token);
        var b = await StartAsync("b", ServerCandidate.Long);
        var c = await StartAsync("c", ServerCandidate.Long);
        await Wait.UntilAsync(async () => await Server.OpenWatchesAsync(Token) == before + 2, "both followers watch", Token);

        await c.DisposeAsync();
        await a.DeletePodAsync(Token);
        await b.LeadsAsync(Token);

        await Wait.UntilAsync(async () => await Server.OpenWatchesAsync(Token) == before, "no watch is left", Token);
        await b.DisposeAsync();
    }

    [Theory]
    [InlineData("unavailable?count=4&path=/leases")]
    [InlineData("unavailable?count=4&path=/leases&mode=abort")]
    public async Task Nomination_survives_a_storm_shorter_than_the_deadline(string fault)
    {
        await using var a = await StartAsync("a", ServerCandidate.Long);
        await a.LeadsAsync(Token);

        await Server.DisturbAsync(fault, Token);
        await Wait.UntilAsync(() => a.Log.Count(3112) > 0, "the storm is over", Token);

        Assert.True(a.Leads);
    }

    [Theory]
    [InlineData("unavailable?path=/leases")]
    [InlineData("delay?ms=60000&path=/leases")]
    public async Task Nomination_is_lost_at_the_deadline_when_the_api_server_does_not_come_back_and_won_again_when_it_does(string fault)
    {
        var options = new ElectionOptions { LeaseDuration = TimeSpan.FromSeconds(10), RenewDeadline = TimeSpan.FromSeconds(5), RetryPeriod = TimeSpan.FromMilliseconds(200) };
        await using var a = await StartAsync("a", options);
        await a.LeadsAsync(Token);

        await Server.DisturbAsync(fault, Token);
        await a.LosesAsync(Token);
        await Server.DisturbAsync("reset", Token);
        await a.ReleaseAsync();
        a.Campaign();

        await a.LeadsAsync(Token);
    }

    private Task<ServerCandidate> StartAsync(string pod, ElectionOptions options) => ServerCandidate.StartAsync(Server, _namespace, pod, options, Token);

    /// <summary>Makes the version expire that the first watch starts from, between the list and the watch.</summary>
    private sealed class ExpireFirstWatch(KubeLite server, string space) : DelegatingHandler
    {
        private int _watches;

        public int Watches => Volatile.Read(ref _watches);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal) && Interlocked.Increment(ref _watches) == 1)
            {
                await server.Admin.CreateNamespacedConfigMapAsync(
                    new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "later" } }, space, cancellationToken: cancellationToken);
                await server.DisturbAsync("compact", cancellationToken);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
