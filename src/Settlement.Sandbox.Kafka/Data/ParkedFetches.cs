using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Server;

namespace Settlement.Sandbox.Kafka.Data;

/// <summary>The fetches that wait for records.</summary>
internal sealed class ParkedFetches
{
    private readonly Dictionary<Connection, List<ParkedFetch>> _byConnection = [];

    /// <summary>Parks a fetch.</summary>
    /// <param name="request">The fetch.</param>
    /// <param name="state">The broker.</param>
    /// <param name="wait">How long it waits at most.</param>
    /// <param name="partitions">Which partitions it waits for.</param>
    /// <param name="tryAnswer">Answers if there is enough, or if the time is over; tells whether there was enough.</param>
    public void Add(Request request, BrokerState state, TimeSpan wait, IEnumerable<Partition> partitions, Func<bool, bool> tryAnswer)
    {
        if (request.Connection.IsClosed)
        {
            return;
        }

        var parked = new ParkedFetch([.. partitions.Distinct()], tryAnswer);
        if (!_byConnection.TryGetValue(request.Connection, out var all))
        {
            _byConnection[request.Connection] = all = [];
        }

        all.Add(parked);
        parked.Ended += () =>
        {
            if (all.Remove(parked) && all.Count == 0)
            {
                _byConnection.Remove(request.Connection);
            }
        };
        parked.Start(state.Actor, wait);
    }

    /// <summary>Forgets what a connection that has ended is waiting for.</summary>
    public void Remove(Connection connection)
    {
        if (_byConnection.Remove(connection, out var all))
        {
            foreach (var parked in all.ToArray())
            {
                parked.End();
            }
        }
    }

    private sealed class ParkedFetch(Partition[] partitions, Func<bool, bool> tryAnswer)
    {
        private ActorTimer? _timer;

        public event Action? Ended;

        public void Start(Actor actor, TimeSpan wait)
        {
            _timer = actor.After(wait, () =>
            {
                End();
                tryAnswer(true);
            });
            foreach (var partition in partitions)
            {
                partition.Changed += Look;
            }
        }

        public void End()
        {
            _timer?.Dispose();
            foreach (var partition in partitions)
            {
                partition.Changed -= Look;
            }

            Ended?.Invoke();
        }

        private void Look()
        {
            if (tryAnswer(false))
            {
                End();
            }
        }
    }
}
