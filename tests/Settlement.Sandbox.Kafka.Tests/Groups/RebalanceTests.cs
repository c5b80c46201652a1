using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Groups;

/// <summary>Groups of Confluent.Kafka's consumers.</summary>
public sealed class RebalanceTests(BrokerFixture brokers)
{
    [Theory, ClassData(typeof(Brokers))]
    public async Task Members_share_the_partitions_and_take_over_from_one_that_leaves(BrokerKind kind)
    {
        var (broker, topic, group) = await StartAsync(kind);
        using var first = new GroupConsumer(broker, topic, group);
        await first.UntilAssignedAsync(4);
        using (var second = new GroupConsumer(broker, topic, group))
        {
            await Task.WhenAll(first.UntilAssignedAsync(2), second.UntilAssignedAsync(2));
            Assert.Empty(first.Assigned.Intersect(second.Assigned));
        }
        await first.UntilAssignedAsync(4);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_crashed_member_is_replaced_when_its_session_is_over(BrokerKind kind)
    {
        var (broker, topic, group) = await StartAsync(kind);
        using var first = new GroupConsumer(broker, topic, group);
        var second = new GroupConsumer(broker, topic, group, c => c.SessionTimeoutMs = 1_500);
        await Task.WhenAll(first.UntilAssignedAsync(2), second.UntilAssignedAsync(2));
        await second.CrashAsync();
        await first.UntilAssignedAsync(4);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_cooperative_rebalance_takes_only_what_moves(BrokerKind kind)
    {
        var (broker, topic, group) = await StartAsync(kind);
        using var first = new GroupConsumer(broker, topic, group, c => c.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky);
        await first.UntilAssignedAsync(4);
        using var second = new GroupConsumer(broker, topic, group, c => c.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky);
        await Task.WhenAll(first.UntilAssignedAsync(2), second.UntilAssignedAsync(2));
        Assert.Equal(2, first.Revoked.Count);
        Assert.Equal(first.Revoked.Order(), second.Assigned.Order());
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_static_member_that_restarts_disturbs_nobody(BrokerKind kind)
    {
        var (broker, topic, group) = await StartAsync(kind);
        using var first = new GroupConsumer(broker, topic, group, c => c.GroupInstanceId = "one");
        await first.UntilAssignedAsync(4);
        var second = new GroupConsumer(broker, topic, group, c => c.GroupInstanceId = "two");
        await Task.WhenAll(first.UntilAssignedAsync(2), second.UntilAssignedAsync(2));
        var (had, revoked) = (second.Assigned.Order().ToArray(), first.Revoked.Count);
        await second.CrashAsync();
        using var restarted = new GroupConsumer(broker, topic, group, c => c.GroupInstanceId = "two");
        await restarted.UntilAssignedAsync(2);
        Assert.Equal(had, restarted.Assigned.Order());
        Assert.Equal(revoked, first.Revoked.Count);
    }

    /// <summary>The first generation takes partitions from a member, and only its next join gives them to another; a static member that comes back meanwhile joins a stable group, which stays as it is.</summary>
    [Theory, ClassData(typeof(Brokers))]
    public async Task A_static_member_that_restarts_in_the_middle_of_a_cooperative_rebalance_leaves_partitions_to_nobody(BrokerKind kind)
    {
        await RestartInRebalanceAsync(kind, PartitionAssignmentStrategy.CooperativeSticky, static async (broker, group, restarted, _) =>
        {
            await restarted.UntilAssignedAsync(2);
            using var admin = broker.Admin();
            var description = (await admin.DescribeConsumerGroupsAsync([group])).ConsumerGroupDescriptions.Single();
            Assert.Equal((ConsumerGroupState.Stable, 2, 2), (description.State, description.Members.Count, description.Members.Sum(static m => m.Assignment.TopicPartitions.Count)));
        });
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_static_member_that_restarts_in_the_middle_of_an_eager_rebalance_leaves_none(BrokerKind kind) =>
        await RestartInRebalanceAsync(kind, PartitionAssignmentStrategy.Range, static (_, _, restarted, other) => Task.WhenAll(restarted.UntilAssignedAsync(2), other.UntilAssignedAsync(2)));

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_partition_that_is_added_is_assigned(BrokerKind kind)
    {
        var (broker, topic, group) = await StartAsync(kind);
        using var only = new GroupConsumer(broker, topic, group, c => c.TopicMetadataRefreshIntervalMs = 500);
        await only.UntilAssignedAsync(4);
        using var admin = broker.Admin();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 6 }]);
        await only.UntilAssignedAsync(6);
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task A_successor_goes_on_at_the_committed_offset(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        var (topic, group) = (await broker.TopicAsync(), Broker.Name("group"));
        using (var producer = broker.Producer())
            await producer.WriteAsync(topic, 0, "a", "b", "c");
        using (var first = broker.Consumer(c => c.GroupId = group))
        {
            first.Subscribe(topic);
            first.Consume(Broker.Patience);
            first.Commit(first.Consume(Broker.Patience));
            first.Close();
        }
        using var second = broker.Consumer(c => c.GroupId = group);
        second.Subscribe(topic);
        Assert.Equal("c", Broker.Text(second.Consume(Broker.Patience).Message.Value));
        second.Close();
    }

    [Theory, ClassData(typeof(Brokers))]
    public async Task Groups_are_listed_and_described_with_their_members(BrokerKind kind)
    {
        var (broker, topic, group) = await StartAsync(kind);
        using var member = new GroupConsumer(broker, topic, group, c => c.ClientId = "me");
        await member.UntilAssignedAsync(4);
        using var admin = broker.Admin();
        Assert.Contains(group, (await admin.ListConsumerGroupsAsync()).Valid.Select(g => g.GroupId));
        var description = (await admin.DescribeConsumerGroupsAsync([group])).ConsumerGroupDescriptions.Single();
        Assert.Equal((ConsumerGroupState.Stable, "range"), (description.State, description.PartitionAssignor));
        Assert.Equal("me", description.Members.Single().ClientId);
        Assert.Equal(4, description.Members.Single().Assignment.TopicPartitions.Count);
    }

    private async Task RestartInRebalanceAsync(BrokerKind kind, PartitionAssignmentStrategy strategy, Func<Broker, string, GroupConsumer, GroupConsumer, Task> until)
    {
        var (broker, topic, group) = await StartAsync(kind);
        using var first = Member("one");
        await first.UntilAssignedAsync(4);
        first.HangWhenRevoked();
        using var second = Member("two");
        await first.HangsAsync();
        using var restarted = Member("one");
        await until(broker, group, restarted, second);

        GroupConsumer Member(string name) => new(broker, topic, group, c => (c.GroupInstanceId, c.PartitionAssignmentStrategy) = (name, strategy));
    }

    private async Task<(Broker Broker, string Topic, string Group)> StartAsync(BrokerKind kind)
    {
        var broker = await brokers.OfAsync(kind);
        return (broker, await broker.TopicAsync(4), Broker.Name("group"));
    }
}
