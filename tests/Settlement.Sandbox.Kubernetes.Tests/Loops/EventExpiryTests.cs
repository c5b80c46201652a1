using static Settlement.Sandbox.Kubernetes.Tests.Loops.LiveCluster;

namespace Settlement.Sandbox.Kubernetes.Tests.Loops;

public sealed class EventExpiryTests : IAsyncLifetime
{
    private readonly LiveCluster _cluster = Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public void Events_go_an_hour_after_they_were_last_written()
    {
        CreateEvent("old");
        CreateEvent("counted");
        _cluster.Time.Advance(TimeSpan.FromMinutes(59));
        _cluster.Objects.Change(_cluster.Type("events"), "default", "counted", "", value =>
        {
            value["count"] = 2;
            return true;
        });
        Assert.NotNull(_cluster.Find("events", "old"));

        _cluster.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(_cluster.Find("events", "old"));
        Assert.NotNull(_cluster.Find("events", "counted"));

        _cluster.Time.Advance(TimeSpan.FromMinutes(60));
        Assert.Null(_cluster.Find("events", "counted"));
    }

    private void CreateEvent(string name) =>
        _cluster.Create("events", $$"""{"metadata":{"name":"{{name}}","namespace":"default"},"involvedObject":{"kind":"Pod","name":"p","namespace":"default"},"reason":"R","type":"Normal","message":"m","count":1}""");
}
