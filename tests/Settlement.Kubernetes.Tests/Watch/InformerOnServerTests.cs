using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Kubernetes.Resources;
using Settlement.Kubernetes.Tests.Support;
using Settlement.Kubernetes.Watch;

namespace Settlement.Kubernetes.Tests.Watch;

/// <summary>The informer against a real watch cache, under the faults that the server can make.</summary>
public sealed class InformerOnServerTests : IAsyncLifetime
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(ResourceChange Change, string Name)> _changes = new();
    private KubeLite _server = null!;
    private ResourceClient<V1ConfigMap> _client = null!;
    private Informer<V1ConfigMap> _informer = null!;
    private string _namespace = null!;
    private Task _running = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _server = await KubeLite.StartAsync(ownInstance: true);
        _namespace = await _server.NamespaceAsync(_cancel);
        _client = new ResourceClient<V1ConfigMap>(_server.Admin, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_compacted_version_leads_to_a_new_list_that_tells_of_a_lost_deletion()
    {
        await CreateAsync("stays");
        await CreateAsync("goes");
        await StartAsync(new InformerOptions { PageSize = 1, LongestPause = TimeSpan.FromSeconds(1) });
        // The informer is kept away while an object goes and the history is compacted, so that no watch can ever tell of it.
        await _server.DisturbAsync("unavailable?method=GET&path=configmaps", _cancel);
        await _server.DisturbAsync("close-watches", _cancel);
        await _server.Admin.CoreV1.DeleteNamespacedConfigMapAsync("goes", _namespace, cancellationToken: _cancel);
        await CreateAsync("comes");
        await _server.DisturbAsync("compact", _cancel);
        await _server.DisturbAsync("reset", _cancel);
        await Wait.UntilAsync(() => Names() is ["comes", "stays"], "the copy is as the server", _cancel);
        Assert.Contains((ResourceChange.Deleted, "goes"), _changes);
        Assert.Single(_changes, change => change == (ResourceChange.Added, "comes"));
        Assert.Single(_changes, change => change == (ResourceChange.Added, "stays"));
    }

    [Theory]
    [InlineData("close-watches")]
    [InlineData("compact")]
    [InlineData("unavailable?count=5&path=configmaps&method=GET")]
    [InlineData("unavailable?count=3&path=configmaps&method=GET&mode=abort")]
    [InlineData("delay?ms=300&count=3&path=configmaps")]
    public async Task Changes_arrive_once_whatever_happens_to_the_watch(string fault)
    {
        await StartAsync(new InformerOptions { FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(200) });
        await CreateAsync("before");
        await Wait.UntilAsync(() => Names() is ["before"], "the first object is seen", _cancel);
        await _server.DisturbAsync(fault, _cancel);
        await _server.DisturbAsync("close-watches", _cancel);
        await CreateAsync("after");
        await Wait.UntilAsync(() => Names() is ["after", "before"], "the second object is seen", _cancel);
        Assert.Equal([(ResourceChange.Added, "before"), (ResourceChange.Added, "after")], _changes);
    }

    [Fact]
    public async Task A_watch_of_one_object_sees_only_that_one()
    {
        await CreateAsync("mine");
        await CreateAsync("theirs");
        await StartAsync(new InformerOptions(), ResourceScope.One(_namespace, "mine"));
        Assert.Equal(["mine"], Names());
    }

    [Fact]
    public async Task A_server_that_never_ends_its_watch_is_left_for_another_one()
    {
        await StartAsync(new InformerOptions { WatchDuration = TimeSpan.FromSeconds(1), Grace = TimeSpan.FromMilliseconds(100) });
        await CreateAsync("first");
        await Wait.UntilAsync(() => _informer.SinceContact() < TimeSpan.FromSeconds(1) && Names() is ["first"], "the object is seen", _cancel);
        // Requests that are delayed beyond the deadline look like a connection that is dead.
        await _server.DisturbAsync("delay?ms=5000&method=GET&path=configmaps&seconds=3", _cancel);
        await CreateAsync("second");
        await Wait.UntilAsync(() => Names() is ["first", "second"], "the watch is renewed", _cancel);
    }

    [Fact]
    public async Task A_handler_that_throws_ends_neither_the_watch_nor_the_other_handlers()
    {
        _informer = Make(new InformerOptions(), new ResourceScope(_namespace));
        _informer.Subscribe(static _ => throw new InvalidOperationException("a mistake"));
        _informer.Subscribe(change => _changes.Enqueue((change.Change, change.Resource.Metadata.Name)));
        _running = _informer.RunAsync(_stop.Token);
        await _informer.Synced.WaitAsync(Wait.Soon, _cancel);
        await CreateAsync("first");
        await CreateAsync("second");
        await Wait.UntilAsync(() => _changes.Contains((ResourceChange.Added, "second")), "the second handler is told", _cancel);
        Assert.Contains((ResourceChange.Added, "first"), _changes);
    }

    [Fact]
    public async Task Silence_shows_in_the_time_since_contact()
    {
        await _server.DisturbAsync("unavailable", _cancel);
        _informer = Make(new InformerOptions { LongestPause = TimeSpan.FromSeconds(1) }, new ResourceScope(_namespace));
        _running = _informer.RunAsync(_stop.Token);
        await Wait.UntilAsync(() => _informer.SinceContact() > TimeSpan.FromMilliseconds(300), "time goes by", _cancel);
        Assert.False(_informer.Synced.IsCompleted);
        await _server.DisturbAsync("reset", _cancel);
        await _informer.Synced.WaitAsync(Wait.Soon, _cancel);
    }

    private async Task StartAsync(InformerOptions options, ResourceScope? scope = null)
    {
        _informer = Make(options, scope ?? new ResourceScope(_namespace));
        _informer.Subscribe(change =>
        {
            // Every namespace is given this one by the server.
            if (change.Resource.Metadata.Name != "kube-root-ca.crt") _changes.Enqueue((change.Change, change.Resource.Metadata.Name));
        });
        _running = _informer.RunAsync(_stop.Token);
        await _informer.Synced.WaitAsync(Wait.Soon, _cancel);
    }

    private Informer<V1ConfigMap> Make(InformerOptions options, ResourceScope scope) => new(_client, scope, TimeProvider.System, new Random(1), NullLogger.Instance, options);

    private List<string> Names() => [.. _informer.Items.Select(item => item.Metadata.Name).Where(name => name != "kube-root-ca.crt").Order(StringComparer.Ordinal)];

    private Task<V1ConfigMap> CreateAsync(string name) => _client.CreateAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = _namespace } }, _cancel);
}
