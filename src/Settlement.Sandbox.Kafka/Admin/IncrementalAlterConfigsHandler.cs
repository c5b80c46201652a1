using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Logs;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Admin;

/// <summary>Sets single settings of topics, or takes them back.</summary>
internal sealed class IncrementalAlterConfigsHandler(BrokerState state) : ApiHandler<AlterConfigsBody>(ApiKey.IncrementalAlterConfigs)
{
    private const sbyte Set = 0;
    private const sbyte Delete = 1;

    protected override AlterConfigsBody Read(WireReader reader, short version)
    {
        var resources = reader.Array(static resource =>
        {
            var one = new ConfigResource(resource.Int8(), resource.String());
            var changes = resource.Array(static change =>
            {
                var each = new SettingChange(change.String(), change.Int8(), change.NullableString());
                change.Tags();
                return each;
            });
            resource.Tags();
            return (one, changes);
        });
        var validateOnly = reader.Bool();
        reader.Tags();
        return new AlterConfigsBody(resources, validateOnly);
    }

    protected override RequestTarget Target(AlterConfigsBody body) => new(body.Resources.Select(each => (each.Resource.Name, -1)));

    protected override void Handle(Request request, AlterConfigsBody body) => Answer(request, body, (resource, changes) =>
    {
        if (resource.Type != (sbyte)ConfigResourceType.Topic || state.Topic(resource.Name) is not { } topic)
        {
            return new AdminResult(ErrorCode.UnknownTopicOrPartition, $"There is no topic '{TopicRules.Shown(resource.Name)}'; the broker's own settings are fixed");
        }

        var defaults = TopicSettings.Defaults(state.Options);
        foreach (var change in changes)
        {
            if (change.Operation is not (Set or Delete) || !TopicSettings.IsValid(change.Name, change.Operation == Set ? change.Value : defaults.GetValueOrDefault(change.Name)))
            {
                return new AdminResult(ErrorCode.InvalidConfig, $"Topic '{topic.Name}': this broker knows no setting {TopicRules.Shown(change.Name)}={TopicRules.Shown(change.Value)}");
            }
        }

        if (!body.ValidateOnly)
        {
            state.ChangeTopic(topic, changes.DistinctBy(change => change.Name).ToDictionary(change => change.Name, change => change.Operation == Set ? change.Value! : defaults[change.Name]));
        }

        return AdminResult.Done;
    });

    protected override void Refuse(Request request, AlterConfigsBody body, ErrorCode error) => Answer(request, body, (_, _) => new AdminResult(error));

    private static void Answer(Request request, AlterConfigsBody body, Func<ConfigResource, List<SettingChange>, AdminResult> alter)
    {
        var results = body.Resources.ConvertAll(each => (each.Resource, Result: alter(each.Resource, each.Changes)));
        request.Answer(writer => writer.Int32(0).Array(
            results,
            static (writer, each) => writer.Error(each.Result.Error).String(each.Result.Message).Int8(each.Resource.Type).String(each.Resource.Name).Tags()).Tags());
    }
}

internal sealed record AlterConfigsBody(List<(ConfigResource Resource, List<SettingChange> Changes)> Resources, bool ValidateOnly);

internal readonly record struct SettingChange(string Name, sbyte Operation, string? Value);
