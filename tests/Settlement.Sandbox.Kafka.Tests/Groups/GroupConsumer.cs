using Confluent.Kafka;
using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Groups;

/// <summary>A member of a group that polls on a thread of its own until it leaves or crashes.</summary>
internal sealed class GroupConsumer : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly HashSet<int> _assigned = [];
    private readonly List<int> _revoked = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Task _polling;
    private readonly TaskCompletionSource _hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _crash;
    private volatile bool _hangWhenRevoked;

    public GroupConsumer(Broker broker, string topic, string group, Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = broker.BootstrapServers,
            GroupId = group,
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            // Only a crash may cost a member its place, not a machine that is slow for a while.
            SessionTimeoutMs = 30_000,
            HeartbeatIntervalMs = 150,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range,
        };
        configure?.Invoke(config);
        var consumer = new ConsumerBuilder<Ignore, byte[]>(config)
            .SetLogHandler(static (_, _) => { })
            .SetPartitionsAssignedHandler((_, partitions) => Change(() => _assigned.UnionWith(partitions.Select(p => p.Partition.Value))))
            .SetPartitionsRevokedHandler((_, partitions) => Revoke(partitions.Select(p => p.Partition.Value)))
            .SetPartitionsLostHandler((_, partitions) => Change(() => Remove(partitions.Select(p => p.Partition.Value))))
            .Build();
        consumer.Subscribe(topic);
        _polling = Task.Factory.StartNew(() => Run(consumer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The partitions that it has now.</summary>
    public IReadOnlyCollection<int> Assigned => Locked(() => _assigned.ToArray());

    /// <summary>All partitions that were taken from it so far.</summary>
    public IReadOnlyCollection<int> Revoked => Locked(() => _revoked.ToArray());

    public Task UntilAssignedAsync(int count) => Settled.UntilAsync($"{count} partitions are assigned", () => Task.FromResult(Assigned.Count == count));

    /// <summary>From now on it hangs where partitions are taken from it, as a process does that is killed there, until it is disposed.</summary>
    public void HangWhenRevoked() => (_hangWhenRevoked, _crash) = (true, true);

    public Task HangsAsync() => _hangs.Task.WaitAsync(Broker.Patience, TestContext.Current.CancellationToken);

    /// <summary>Ends it without a word to its group.</summary>
    public async Task CrashAsync()
    {
        _crash = true;
        await _end.CancelAsync();
        await _polling;
    }

    public void Dispose()
    {
        _end.Cancel();
        _polling.Wait(Broker.Patience);
        _end.Dispose();
    }

    private void Run(IConsumer<Ignore, byte[]> consumer)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                consumer.Consume(Poll);
            }
            catch (ConsumeException)
            {
                // A group that changes is seen in what is assigned.
            }
        }
        // Only Close tells the group.
        if (!_crash)
            consumer.Close();
        consumer.Dispose();
    }

    private void Revoke(IEnumerable<int> partitions)
    {
        Change(() => Remove(partitions));
        if (!_hangWhenRevoked)
            return;
        _hangs.TrySetResult();
        _end.Token.WaitHandle.WaitOne();
    }

    private void Remove(IEnumerable<int> partitions)
    {
        foreach (var partition in partitions)
        {
            _assigned.Remove(partition);
            _revoked.Add(partition);
        }
    }

    private void Change(Action change)
    {
        lock (_gate)
            change();
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }
}
