using System.Net;
using System.Net.Sockets;
using Settlement.Sandbox.Kafka;
using Settlement.Tests.Brokers;

namespace Settlement.Kafka.Tests.Brokers;

/// <summary>A Kafka of a test's own, which it starts and stops: the embedded broker, or (<c>SETTLEMENT_KAFKA=real</c>) a node from <c>KAFKA_HOME</c>.</summary>
internal abstract class OwnBroker : IAsyncDisposable
{
    internal static bool UsesReal => Environment.GetEnvironmentVariable("SETTLEMENT_KAFKA") == "real";

    internal abstract string BootstrapServers { get; }

    /// <summary>Prepares one that is not running yet.</summary>
    internal static async Task<OwnBroker> PrepareAsync() =>
        UsesReal ? new Real(await KafkaServer.PrepareAsync(KafkaFixture.RequireHome())) : new Embedded();

    internal abstract Task StartAsync();

    /// <summary>Ends all connections without a word and starts anew, with the log as it was.</summary>
    internal abstract Task RestartAsync();

    public abstract ValueTask DisposeAsync();

    private sealed class Real(KafkaServer server) : OwnBroker
    {
        internal override string BootstrapServers => server.BootstrapServers;

        internal override Task StartAsync() => server.StartAsync();

        internal override async Task RestartAsync()
        {
            await server.KillAsync();
            await server.StartAsync();
        }

        public override ValueTask DisposeAsync() => server.DisposeAsync();
    }

    private sealed class Embedded : OwnBroker
    {
        // Bound and not listened on, so that nobody else has the port until the broker takes it.
        private readonly Socket _reserved = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly int _port;
        private EmbeddedBroker? _broker;

        internal Embedded()
        {
            _reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _port = ((IPEndPoint)_reserved.LocalEndPoint!).Port;
        }

        internal override string BootstrapServers => $"127.0.0.1:{_port}";

        internal override async Task StartAsync()
        {
            _reserved.Dispose();
            _broker = await EmbeddedBroker.StartAsync(new BrokerOptions { Port = _port, AutoCreateTopics = false });
        }

        internal override Task RestartAsync() => _broker!.RestartAsync();

        public override async ValueTask DisposeAsync()
        {
            _reserved.Dispose();
            if (_broker is not null)
                await _broker.DisposeAsync();
        }
    }
}
