using Microsoft.Extensions.Time.Testing;
using Settlement.Kubernetes.Reconcile;

namespace Settlement.Kubernetes.Tests.Reconcile;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue<string> _queue;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public WorkQueueTests() => _queue = new WorkQueue<string>(_time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_key_is_never_with_two_workers()
    {
        _queue.Add("a");
        Assert.Equal("a", await _queue.TakeAsync(_cancel));
        _queue.Add("a");
        var second = _queue.TakeAsync(_cancel);
        Assert.False(second.IsCompleted);
        _queue.Done("a");
        Assert.Equal("a", await second);
    }

    [Fact]
    public async Task A_key_that_is_queued_often_is_handed_out_once()
    {
        _queue.Add("a");
        _queue.Add("a");
        _queue.Add("b");
        Assert.Equal("a", await _queue.TakeAsync(_cancel));
        Assert.Equal("b", await _queue.TakeAsync(_cancel));
        _queue.Done("a");
        _queue.Done("b");
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task Of_several_delays_the_shortest_counts()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(60));
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _queue.AddAfter("a", TimeSpan.FromSeconds(30));
        var taken = _queue.TakeAsync(_cancel);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(taken.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", await taken);
        _queue.Done("a");
        _time.Advance(TimeSpan.FromSeconds(120));
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void Pauses_grow_to_a_limit_and_are_the_same_for_the_same_seed()
    {
        static double[] Pauses()
        {
            var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8), new Random(7));
            return [.. Enumerable.Range(0, 6).Select(_ => backoff.Next().TotalSeconds)];
        }

        var pauses = Pauses();
        Assert.Equal(pauses, Pauses());
        double[] nominal = [1, 2, 4, 8, 8, 8];
        Assert.All(pauses.Zip(nominal), pair => Assert.InRange(pair.First, pair.Second / 2, pair.Second));
    }

    [Fact]
    public void A_pause_is_never_shorter_than_the_server_asks() =>
        Assert.Equal(TimeSpan.FromMinutes(1), new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8), new Random(7)).Next(TimeSpan.FromMinutes(1)));
}
