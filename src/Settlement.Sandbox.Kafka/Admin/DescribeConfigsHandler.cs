using System.Globalization;
using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Admin;

/// <summary>Tells the settings of topics and of the broker.</summary>
internal sealed class DescribeConfigsHandler(BrokerState state) : ApiHandler<List<DescribedResource>>(ApiKey.DescribeConfigs)
{
    private const sbyte SetForTopic = 1;
    private const sbyte Default = 5;

    protected override List<DescribedResource> Read(WireReader reader, short version)
    {
        var resources = reader.Array(static resource =>
        {
            var one = new DescribedResource(new ConfigResource(resource.Int8(), resource.String()), resource.NullableArray(static name => name.String()));
            resource.Tags();
            return one;
        });
        if (version >= 1)
        {
            reader.Bool();
        }

        if (version >= 3)
        {
            reader.Bool();
        }

        reader.Tags();
        return resources;
    }

    protected override RequestTarget Target(List<DescribedResource> body) =>
        new(body.Where(each => each.Resource.Type == (sbyte)ConfigResourceType.Topic).Select(each => (each.Resource.Name, -1)));

    protected override void Handle(Request request, List<DescribedResource> body) => Answer(request, body, Find);

    protected override void Refuse(Request request, List<DescribedResource> body, ErrorCode error) => Answer(request, body, _ => (new AdminResult(error), []));

    private (AdminResult Result, IReadOnlyCollection<KeyValuePair<string, string>> Settings) Find(ConfigResource resource) => (ConfigResourceType)resource.Type switch
    {
        ConfigResourceType.Topic when state.Topic(resource.Name) is { } topic => (AdminResult.Done, topic.Settings),
        ConfigResourceType.Topic => (new AdminResult(ErrorCode.UnknownTopicOrPartition, $"There is no topic '{TopicRules.Shown(resource.Name)}'"), []),
        ConfigResourceType.Broker => (AdminResult.Done, BrokerSettings()),
        _ => (new AdminResult(ErrorCode.InvalidRequest, $"Only topics and the broker have settings here, not the type {resource.Type}"), []),
    };

    private Dictionary<string, string> BrokerSettings() => new()
    {
        ["auto.create.topics.enable"] = state.Options.AutoCreateTopics ? "true" : "false",
        ["default.replication.factor"] = "1",
        ["group.initial.rebalance.delay.ms"] = state.Options.GroupInitialDelay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        ["log.retention.bytes"] = state.Options.RetentionBytes.ToString(CultureInfo.InvariantCulture),
        ["message.max.bytes"] = state.Options.MessageBytesMax.ToString(CultureInfo.InvariantCulture),
        ["num.partitions"] = state.Options.DefaultPartitions.ToString(CultureInfo.InvariantCulture),
        ["transaction.max.timeout.ms"] = state.Options.TransactionTimeoutMax.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
    };

    private void Answer(Request request, List<DescribedResource> body, Func<ConfigResource, (AdminResult Result, IReadOnlyCollection<KeyValuePair<string, string>> Settings)> find) => request.Answer(writer =>
        writer.Int32(0).Array(body, (writer, each) =>
        {
            var (result, settings) = find(each.Resource);
            var wanted = settings.Where(setting => each.Names is not { Count: > 0 } || each.Names.Contains(setting.Key)).ToList();
            writer.Error(result.Error).String(result.Message).Int8(each.Resource.Type).String(each.Resource.Name)
                .Array(wanted, (writer, setting) => Write(writer, setting, each.Resource.Type, request.Version)).Tags();
        }).Tags());

    private void Write(WireWriter writer, KeyValuePair<string, string> setting, sbyte type, short version)
    {
        var isDefault = type != (sbyte)ConfigResourceType.Topic || TopicSettings.Defaults(state.Options)[setting.Key] == setting.Value;
        writer.String(setting.Key).String(setting.Value).Bool(false);
        _ = version == 0 ? writer.Bool(isDefault) : writer.Int8(isDefault ? Default : SetForTopic);
        writer.Bool(false);
        if (version >= 1)
        {
            writer.ArrayLength(0);
        }

        if (version >= 3)
        {
            const sbyte text = 2;
            writer.Int8(text).String(null);
        }

        writer.Tags();
    }
}

/// <summary>Whose settings are asked for, and which; null means all.</summary>
internal readonly record struct DescribedResource(ConfigResource Resource, List<string>? Names);
