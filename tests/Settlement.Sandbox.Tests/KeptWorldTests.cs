using Confluent.Kafka;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests;

/// <summary>The servers of a world, as <c>up --keep</c> starts them.</summary>
[Collection(EnvironmentVariables.Collection)]
public sealed class KeptWorldTests
{
    private const string Topic = "results";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Objects_rows_and_records_outlive_their_servers_at_the_same_addresses(bool isRealKafka)
    {
        await Needs.PostgresAsync();
        var home = isRealKafka ? Needs.KafkaHome() : null;
        using var directory = new TemporaryDirectory();
        using var variables = new EnvironmentVariables()
            .With(KubernetesAccess.Variable, null).With(KafkaServer.BootstrapServersVariable, null).With(KafkaServer.HomeVariable, home);
        var token = TestContext.Current.CancellationToken;
        Addresses first;
        string postgres;
        await using (var life = await Life.StartAsync(directory["state"]))
        {
            first = life.Addresses;
            await life.Kubernetes.Client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = "kept" } }, cancellationToken: token);
            await ScalarAsync(life.Postgres.Ledger, "CREATE TABLE t (a text); INSERT INTO t VALUES ('kept'); SELECT a FROM t");
            await life.Kafka.CreateTopicAsync(Topic, 1, token);
            using (var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = life.Kafka.BootstrapServers, Acks = Acks.All }).Build())
                await producer.ProduceAsync(Topic, new Message<Null, string> { Value = "kept" }, token);
            postgres = life.State.Kept!.Postgres!.Directory;
            // Without a chance; Kafka has one, since it waits for 9 s for its own former session to run out otherwise.
            Posix.SignalGroup(life.Postgres.Process.Pid, Signal.Kill);
        }

        try
        {
            await using (var second = await Life.StartAsync(directory["state"]))
                await AssertKeptAsync(second, first);
        }
        finally
        {
            // Outside the state directory where PostgreSQL's user cannot reach that.
            if (Directory.Exists(postgres))
                Directory.Delete(postgres, recursive: true);
        }
    }

    [Fact]
    public async Task A_world_stays_with_the_kind_of_Kafka_that_it_began_with()
    {
        using var directory = new TemporaryDirectory();
        var token = TestContext.Current.CancellationToken;
        await using (var state = await StateDirectory.OpenKeptAsync(directory["embedded"], NullLogger.Instance, TimeProvider.System, token))
            await (await KafkaServer.EmbedAsync(state, NullLogger.Instance, TimeProvider.System, token)).DisposeAsync();
        await using (var state = await StateDirectory.OpenKeptAsync(directory["real"], NullLogger.Instance, TimeProvider.System, token))
            state.Kept!.RememberKafka("id");
        await using var embedded = await StateDirectory.OpenKeptAsync(directory["embedded"], NullLogger.Instance, TimeProvider.System, token);
        await using var real = await StateDirectory.OpenKeptAsync(directory["real"], NullLogger.Instance, TimeProvider.System, token);

        var notReal = await Assert.ThrowsAsync<SandboxException>(() => KafkaServer.LaunchAsync(Distribution(directory["home"]), embedded, NullLogger.Instance, TimeProvider.System, token));
        var notEmbedded = await Assert.ThrowsAsync<SandboxException>(() => KafkaServer.EmbedAsync(real, NullLogger.Instance, TimeProvider.System, token));

        Assert.Contains("in the embedded Kafka: start it without KAFKA_HOME", notReal.Message, StringComparison.Ordinal);
        Assert.Contains("in a Kafka from KAFKA_HOME: set that", notEmbedded.Message, StringComparison.Ordinal);
    }

    // Enough of one to be taken for it.
    private static string Distribution(string home)
    {
        Directory.CreateDirectory(Path.Combine(home, "bin"));
        foreach (var script in new[] { "kafka-storage.sh", "kafka-server-start.sh" })
        {
            var file = Path.Combine(home, "bin", script);
            File.WriteAllText(file, "");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        return home;
    }

    private static async Task AssertKeptAsync(Life life, Addresses first)
    {
        Assert.Equal(first, life.Addresses);
        Assert.Equal("Active", (await life.Kubernetes.Client.CoreV1.ReadNamespaceAsync("kept", cancellationToken: TestContext.Current.CancellationToken)).Status.Phase);
        Assert.Equal("kept", await ScalarAsync(life.Postgres.Ledger, "SELECT a FROM t"));
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig { BootstrapServers = life.Kafka.BootstrapServers, GroupId = "test" }).Build();
        consumer.Assign(new TopicPartitionOffset(Topic, 0, Offset.Beginning));
        Assert.Equal("kept", consumer.Consume(Soon)?.Message.Value);
    }

    private static async Task<string?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))?.ToString();
    }

    private sealed record Addresses(string Kubernetes, string Ledger, string Kafka);

    private sealed class Life(StateDirectory state, KubernetesAccess kubernetes, PostgresServer postgres, KafkaServer kafka) : IAsyncDisposable
    {
        public StateDirectory State => state;

        public KubernetesAccess Kubernetes => kubernetes;

        public PostgresServer Postgres => postgres;

        public KafkaServer Kafka => kafka;

        public Addresses Addresses => new(kubernetes.Configuration.Host, postgres.Ledger, kafka.BootstrapServers);

        public static async Task<Life> StartAsync(string directory)
        {
            var token = TestContext.Current.CancellationToken;
            var state = await StateDirectory.OpenKeptAsync(directory, NullLogger.Instance, TimeProvider.System, token);
            var kubernetes = await KubernetesAccess.OpenAsync(state, NullLoggerFactory.Instance, NullLogger.Instance, TimeProvider.System, token);
            var kafka = KafkaServer.StartAsync(state, NullLogger.Instance, TimeProvider.System, token);
            var postgres = PostgresServer.StartAsync(state, NullLogger.Instance, TimeProvider.System, token);
            return new Life(state, kubernetes, await postgres, await kafka);
        }

        public async ValueTask DisposeAsync()
        {
            await Task.WhenAll(postgres.DisposeAsync().AsTask(), kafka.DisposeAsync().AsTask());
            await kubernetes.DisposeAsync();
            await state.DisposeAsync();
        }
    }
}
