using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Services;

[Collection(EnvironmentVariables.Collection)]
public sealed class KafkaServerTests
{
    [Fact]
    public async Task Without_any_Kafka_the_error_says_what_to_set()
    {
        using var directory = new TemporaryDirectory();
        using var variables = new EnvironmentVariables().With(KafkaServer.HomeVariable, null).With(KafkaServer.BootstrapServersVariable, null);
        await using var state = await OpenAsync(directory.Path);

        var error = await Assert.ThrowsAsync<SandboxException>(() => StartAsync(state));

        Assert.Contains("Set KAFKA_HOME", error.Message, StringComparison.Ordinal);
        Assert.Contains("KAFKA_BOOTSTRAP_SERVERS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_no_distribution_is_refused_with_what_it_lacks()
    {
        using var directory = new TemporaryDirectory();
        using var variables = new EnvironmentVariables().With(KafkaServer.HomeVariable, directory.Path).With(KafkaServer.BootstrapServersVariable, null);
        await using var state = await OpenAsync(directory["state"]);

        var error = await Assert.ThrowsAsync<SandboxException>(() => StartAsync(state));

        Assert.Contains("bin/kafka-storage.sh", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_own_node_serves_transactions_and_leaves_nothing_behind()
    {
        var home = Needs.KafkaHome();
        var token = TestContext.Current.CancellationToken;
        using var parent = new TemporaryDirectory();
        ProcessIdentity process;
        await using (var state = await OpenAsync(parent["state"]))
        await using (var server = await KafkaServer.LaunchAsync(home, state, NullLogger.Instance, TimeProvider.System, token))
        {
            process = server.Process!;
            await server.CreateTopicAsync("trades", 4, token);
            await server.CreateTopicAsync("trades", 4, token);
            using var producer = new ProducerBuilder<string, string>(
                new ProducerConfig { BootstrapServers = server.BootstrapServers, TransactionalId = "test" }).Build();
            producer.InitTransactions(TimeSpan.FromSeconds(60));
            producer.BeginTransaction();
            var written = await producer.ProduceAsync(new TopicPartition("trades", 3), new Message<string, string> { Key = "k", Value = "v" }, token);
            producer.CommitTransaction();
            Assert.Equal(PersistenceStatus.Persisted, written.Status);

            await using var given = await KafkaServer.UseAsync(server.BootstrapServers, state, NullLogger.Instance, TimeProvider.System, token);
            await given.DisposeAsync();
            Assert.True(process.IsAlive, "a given Kafka must not be stopped");
        }

        Assert.False(process.IsAlive);
        Assert.Empty(Directory.EnumerateFileSystemEntries(parent.Path));
    }

    private static Task<StateDirectory> OpenAsync(string path) =>
        StateDirectory.OpenAsync(path, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);

    private static Task<KafkaServer> StartAsync(StateDirectory state) =>
        KafkaServer.StartAsync(state, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
}
