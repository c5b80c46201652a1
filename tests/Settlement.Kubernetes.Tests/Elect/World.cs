using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Settlement.Engine.Ports;
using Settlement.Kubernetes.Elect;

namespace Settlement.Kubernetes.Tests.Elect;

/// <summary>A lease, a clock that only the test moves, and candidates.</summary>
internal sealed class World
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    public World()
    {
        Time = new SteppedTime();
        Lease = new FakeLease(Time);
    }

    public static ElectionOptions Options { get; } = new()
    {
        LeaseDuration = TimeSpan.FromSeconds(1),
        RenewDeadline = TimeSpan.FromMilliseconds(700),
        RetryPeriod = TimeSpan.FromMilliseconds(200),
    };

    public SteppedTime Time { get; }

    public FakeLease Lease { get; }

    public FakeHolderWatch Watch { get; } = new();

    public Candidate Candidate(string pod, string? uid = null, ElectionOptions? options = null, bool inPods = true) =>
        new(this, HolderIdentity.Create(pod, uid ?? $"uid-of-{pod}"), options ?? Options, inPods ? Watch : null);

    /// <summary>
    /// Lets time pass in small steps. All that becomes due runs to its next wait within its step: on a thread of the pool
    /// without a synchronisation context, continuations run in line.
    /// </summary>
    public Task PassAsync(TimeSpan span) => Task.Run(() =>
    {
        for (var left = span; left > TimeSpan.Zero; left -= Step)
            Time.Advance(left < Step ? left : Step);
    });

    public Task PassAsync(int milliseconds) => PassAsync(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Lets time pass until the condition holds.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> PassUntilAsync(Func<bool> condition, TimeSpan atMost)
    {
        var begin = Time.GetTimestamp();
        while (!condition())
        {
            Assert.True(Time.GetElapsedTime(begin) <= atMost, $"Not within {atMost}.");
            await PassAsync(Step);
        }

        return Time.GetElapsedTime(begin);
    }

    /// <summary>Monotonic time as of the fake, and a wall clock that can be stepped on its own.</summary>
    internal sealed class SteppedTime() : FakeTimeProvider(new DateTimeOffset(2013, 10, 8, 17, 0, 0, TimeSpan.Zero))
    {
        public TimeSpan WallClockStep { get; set; }

        public bool WallClockStands { get; set; }

        public override DateTimeOffset GetUtcNow() => WallClockStands ? Start : base.GetUtcNow() + WallClockStep;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}

/// <summary>An elector with its store, its log and its present campaign.</summary>
internal sealed class Candidate : IAsyncDisposable
{
    private readonly World _world;
    private readonly CancellationTokenSource _stop = new();
    private Task<INomination>? _campaign;

    public Candidate(World world, HolderIdentity me, ElectionOptions options, IHolderWatch? watch)
    {
        (_world, Me) = (world, me);
        Store = world.Lease.For(me.PodName);
        Elector = new Elector(Store, watch, me, options, world.Time, Log);
    }

    public HolderIdentity Me { get; }

    public FakeLeaseStore Store { get; }

    public Elector Elector { get; }

    public ListLogger Log { get; } = new();

    public bool StandsBack { get; set; }

    public Task<INomination> Campaigning => _campaign ?? throw new InvalidOperationException("Not campaigning.");

    public bool Leads => _campaign is { IsCompletedSuccessfully: true } && !_campaign.Result.Lost.IsCancellationRequested;

    public INomination Nomination => Campaigning.IsCompletedSuccessfully ? Campaigning.Result : throw new InvalidOperationException("Not nominated.");

    /// <summary>Starts to campaign; returns when it waits or is nominated.</summary>
    public async Task<Candidate> CampaignAsync()
    {
        await Task.Run(() => { _campaign = Elector.CampaignAsync(() => StandsBack, _stop.Token); });
        return this;
    }

    public async Task<Candidate> LeadAsync()
    {
        await CampaignAsync();
        Assert.True(Leads, "The candidate was expected to be nominated at once.");
        return this;
    }

    public Task StopCampaignAsync() => Task.Run(_stop.Cancel);

    public Task ReleaseAsync() => Task.Run(() => Nomination.DisposeAsync().AsTask());

    /// <summary>Starts to release.</summary>
    /// <returns>When it waits: the release itself.</returns>
    public Task<Task> BeginReleaseAsync() => Task.Run(() => Task.FromResult(Nomination.DisposeAsync().AsTask()));

    /// <summary>The process stops as if killed: not one more request reaches the lease.</summary>
    public void Die() => Store.Always = Fault.Hang;

    public async ValueTask DisposeAsync()
    {
        Store.Always = Fault.None;
        await StopCampaignAsync();
        // A campaign that waits when it is stopped ends on another thread, and may give the lease back there.
        if (_campaign is not null)
            await ((Task)_campaign).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_campaign is { IsCompletedSuccessfully: true })
            await ReleaseAsync();
        Elector.Dispose();
        _stop.Dispose();
    }
}

/// <summary>Keeps what was logged.</summary>
internal class ListLogger : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> _entries = [];

    public IEnumerable<(LogLevel Level, int Id, string Text)> Entries => _entries;

    public int Count(int id) => _entries.Count(entry => entry.Id == id);

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
}

/// <inheritdoc/>
internal sealed class ListLogger<T> : ListLogger, ILogger<T>;
