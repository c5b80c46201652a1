using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Admin;

/// <summary>Creates topics.</summary>
internal sealed class CreateTopicsHandler(BrokerState state) : ApiHandler<CreateTopicsBody>(ApiKey.CreateTopics)
{
    private const sbyte SetForTopic = 1;

    protected override CreateTopicsBody Read(WireReader reader, short version)
    {
        var topics = reader.Array(static topic =>
        {
            var (name, partitions, replicas) = (topic.String(), topic.Int32(), topic.Int16());
            var assignments = topic.Array(static assignment =>
            {
                assignment.Int32();
                var brokers = assignment.Array(static broker => broker.Int32());
                assignment.Tags();
                return brokers;
            });
            var settings = topic.Array(static setting =>
            {
                var pair = (setting.String(), setting.NullableString());
                setting.Tags();
                return pair;
            });
            topic.Tags();
            return new NewTopic(name, partitions, replicas, assignments, settings);
        });
        reader.Int32();
        var validateOnly = version >= 1 && reader.Bool();
        reader.Tags();
        return new CreateTopicsBody(topics, validateOnly);
    }

    protected override RequestTarget Target(CreateTopicsBody body) => new(body.Topics.Select(topic => (topic.Name, -1)));

    protected override void Handle(Request request, CreateTopicsBody body) => Answer(request, body.Topics.ConvertAll(topic => Create(topic, body.ValidateOnly)));

    protected override void Refuse(Request request, CreateTopicsBody body, ErrorCode error) =>
        Answer(request, body.Topics.ConvertAll(topic => new TopicResult(topic.Name, new AdminResult(error))));

    private TopicResult Create(NewTopic topic, bool validateOnly)
    {
        var result = TopicRules.MayCreate(state, topic);
        return result.Error == ErrorCode.None && !validateOnly
            ? new TopicResult(topic.Name, result, state.CreateTopic(topic.Name, topic.PartitionsOr(state.Options.DefaultPartitions), topic.Settings.DistinctBy(pair => pair.Name).ToDictionary(pair => pair.Name, pair => pair.Value!)))
            : new TopicResult(topic.Name, result);
    }

    private static void Answer(Request request, List<TopicResult> results) => request.Answer(writer =>
    {
        var version = request.Version;
        if (version >= 2)
        {
            writer.Int32(0);
        }

        writer.Array(results, (writer, result) => Write(writer, result, version)).Tags();
    });

    private static void Write(WireWriter writer, TopicResult result, short version)
    {
        writer.String(result.Name);
        if (version >= 7)
        {
            writer.Uuid(result.Topic?.Id ?? Guid.Empty);
        }

        writer.Error(result.Result.Error);
        if (version >= 1)
        {
            writer.String(result.Result.Message);
        }

        if (version >= 5)
        {
            writer.Int32(result.Topic?.Partitions.Count ?? -1).Int16((short)(result.Topic is null ? -1 : 1)).Array(
                result.Topic?.Settings ?? [],
                static (writer, setting) => writer.String(setting.Key).String(setting.Value).Bool(false).Int8(SetForTopic).Bool(false).Tags());
        }

        writer.Tags();
    }
}

internal sealed record CreateTopicsBody(List<NewTopic> Topics, bool ValidateOnly);

/// <summary>A topic that is asked for.</summary>
internal sealed record NewTopic(string Name, int Partitions, short ReplicationFactor, List<List<int>> Assignments, List<(string Name, string? Value)> Settings)
{
    public int PartitionsOr(int otherwise) => Assignments.Count > 0 ? Assignments.Count : Partitions == -1 ? otherwise : Partitions;
}
