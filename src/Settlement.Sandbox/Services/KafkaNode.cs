using System.Security.Cryptography;

namespace Settlement.Sandbox.Services;

/// <summary>The settings of the one Kafka node that the sandbox starts.</summary>
internal static class KafkaNode
{
    /// <summary>The contents of its property file.</summary>
    /// <param name="port">For clients, on 127.0.0.1.</param>
    /// <param name="controllerPort">For its own controller, on 127.0.0.1.</param>
    /// <param name="logDirectory">Where its records go.</param>
    public static string Properties(int port, int controllerPort, string logDirectory) =>
        $"""
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:{controllerPort}
        listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllerPort}
        advertised.listeners=PLAINTEXT://127.0.0.1:{port}
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=PLAINTEXT
        log.dirs={logDirectory}
        auto.create.topics.enable=false
        default.replication.factor=1
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=1000
        log.retention.ms=-1

        """;

    /// <summary>A new cluster id: 16 random bytes in URL-safe base64, as Kafka writes them.</summary>
    public static string NewClusterId() =>
        // Kafka refuses ids that start with a dash, since they look like an option.
        Convert.ToBase64String([0x4d, .. RandomNumberGenerator.GetBytes(15)]).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
