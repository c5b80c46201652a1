using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Sandbox.Faults;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Services;

[Collection(EnvironmentVariables.Collection)]
public sealed class KafkaServerTests
{
    [Fact]
    public async Task Without_any_Kafka_the_embedded_one_serves_transactions_and_is_disturbed_through_its_control_endpoint()
    {
        var token = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        using var variables = new EnvironmentVariables().With(KafkaServer.HomeVariable, null).With(KafkaServer.BootstrapServersVariable, null);
        await using var state = await OpenAsync(directory["state"]);
        await using var server = await StartAsync(state);
        await server.CreateTopicAsync("trades", 4, token);
        await server.CreateTopicAsync("trades", 4, token);
        using var faults = new FaultClient(server.Control!);
        var lost = await faults.AddAsync(new FaultOrder { Action = "close-instead-of-reply", Apis = ["EndTxn"], TransactionalId = "test" }, token);

        await SendInTransactionAsync(server, token);

        var listed = Assert.Single(await faults.ListAsync(token));
        Assert.Equal((lost, 1, 1), (listed.Id, listed.Hits, listed.Times));
        await faults.DoAsync(HttpMethod.Delete, "/faults", token);
        Assert.Empty(await faults.ListAsync(token));
        Assert.Null(server.Process);
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
            await SendInTransactionAsync(server, token);

            await using var given = await KafkaServer.UseAsync(server.BootstrapServers, state, NullLogger.Instance, TimeProvider.System, token);
            await given.DisposeAsync();
            Assert.True(process.IsAlive, "a given Kafka must not be stopped");
        }

        Assert.False(process.IsAlive);
        Assert.Empty(Directory.EnumerateFileSystemEntries(parent.Path));
    }

    private static async Task SendInTransactionAsync(KafkaServer server, CancellationToken token)
    {
        using var producer = new ProducerBuilder<string, string>(
            new ProducerConfig { BootstrapServers = server.BootstrapServers, TransactionalId = "test" }).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(60));
        producer.BeginTransaction();
        var written = await producer.ProduceAsync(new TopicPartition("trades", 3), new Message<string, string> { Key = "k", Value = "v" }, token);
        producer.CommitTransaction();
        Assert.Equal(PersistenceStatus.Persisted, written.Status);
    }

    private static Task<StateDirectory> OpenAsync(string path) =>
        StateDirectory.OpenAsync(path, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);

    private static Task<KafkaServer> StartAsync(StateDirectory state) =>
        KafkaServer.StartAsync(state, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
}
