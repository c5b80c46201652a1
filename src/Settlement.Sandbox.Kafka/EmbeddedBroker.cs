using System.Globalization;
using Settlement.Sandbox.Kafka.Admin;
using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Groups;
using Settlement.Sandbox.Kafka.Groups.Requests;
using Settlement.Sandbox.Kafka.Journals;
using Settlement.Sandbox.Kafka.Server;

namespace Settlement.Sandbox.Kafka;

/// <summary>
/// A Kafka broker in this process: one node, in memory, on the loopback interface. For trying and testing, not for production.
/// </summary>
public sealed class EmbeddedBroker : IAsyncDisposable
{
    private readonly BrokerOptions _options;
    private readonly Actor _actor;
    private readonly Listener _listener;
    private readonly BrokerState _state;
    private readonly GroupCoordinator _groups;
    private JournalFile? _journal;

    private EmbeddedBroker(BrokerOptions options)
    {
        _options = options;
        _actor = new Actor(options.Clock, options.Logger);
        Faults = new FaultPlan(_actor);
        _listener = new Listener(options.Port, options.RequestBytesMax, options.Logger);
        _groups = new GroupCoordinator(new GroupSettings { InitialRebalanceDelay = options.GroupInitialDelay }, options.Clock, _actor.After);
        _state = new BrokerState(options, _actor, Faults, _listener.Port) { GroupOffsets = _groups };
        _state.Restarting += _groups.ForgetMembers;
        Faults.GroupMoved += _groups.SendAway;
        _state.TopicDeleted += _groups.DeleteTopic;
    }

    /// <summary>What clients take as <c>bootstrap.servers</c>.</summary>
    public string BootstrapServers => string.Create(CultureInfo.InvariantCulture, $"{BrokerState.Host}:{Port}");

    /// <summary>The port on the loopback interface.</summary>
    public int Port => _listener.Port;

    /// <summary>The faults that it injects.</summary>
    public FaultPlan Faults { get; }

    /// <summary>Starts a broker. A port that is taken is a <see cref="System.Net.Sockets.SocketException"/>, a directory that another broker uses an <see cref="IOException"/>.</summary>
    public static async Task<EmbeddedBroker> StartAsync(BrokerOptions? options = null)
    {
        var broker = new EmbeddedBroker(options ?? new BrokerOptions());
        try
        {
            broker.Restore();
        }
        catch
        {
            await broker.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        broker.Start();
        return broker;
    }

    /// <summary>Stops all work, as if the process were stopped: connections stay, nothing is answered.</summary>
    public void Pause() => _actor.Pause();

    /// <summary>Goes on after <see cref="Pause"/>.</summary>
    public void Resume() => _actor.Resume();

    /// <summary>Restarts it: logs, committed offsets and transactions stay, connections and the members of groups are gone.</summary>
    public async Task RestartAsync()
    {
        _listener.CloseConnections();
        await _actor.Ask(() =>
        {
            _state.Restart();
            return true;
        }).ConfigureAwait(false);
        Log.Restarted(_options.Logger);
    }

    /// <summary>Creates a topic, without a client.</summary>
    /// <exception cref="InvalidOperationException">There is one of this name.</exception>
    /// <exception cref="ArgumentException">There cannot be one of this name, or not with so many partitions.</exception>
    public Task CreateTopicAsync(string name, int partitions) => _actor.Ask(() => TopicRules.MayCreate(_state, new NewTopic(name, partitions, 1, [], [])) switch
    {
        { Error: ErrorCode.None } => _state.CreateTopic(name, partitions),
        { Error: ErrorCode.TopicAlreadyExists } refused => throw new InvalidOperationException(refused.Message),
        var refused => throw new ArgumentException(refused.Message, nameof(name)),
    });

    /// <summary>Ends it. What is in memory only is forgotten.</summary>
    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _actor.DisposeAsync().ConfigureAwait(false);
        _journal?.Dispose();
    }

    private void Restore()
    {
        if (_options.Directory is not { } directory)
        {
            return;
        }

        _journal = new JournalFile(directory);
        var replay = new JournalReplay(_state, _groups);
        _journal.ReadAll(replay.Apply, _options.Logger);
        _state.Journal = _groups.Journal = new Journal(_journal);
        replay.Finish();
        Log.Restored(_options.Logger, _state.Topics.Count, directory);
    }

    private void Start()
    {
        var handlers = Handlers.Of(_state, GroupHandlers.Of(_state, _groups));
        _actor.Start();
        _listener.Start(new Dispatcher(_state, handlers));
        Log.Started(_options.Logger, BootstrapServers);
    }
}
