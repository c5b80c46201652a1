using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Admin;

/// <summary>Gives topics more partitions.</summary>
internal sealed class CreatePartitionsHandler(BrokerState state) : ApiHandler<CreatePartitionsBody>(ApiKey.CreatePartitions)
{
    protected override CreatePartitionsBody Read(WireReader reader, short version)
    {
        var topics = reader.Array(static topic =>
        {
            var (name, count) = (topic.String(), topic.Int32());
            topic.NullableArray(static assignment =>
            {
                assignment.Array(static broker => broker.Int32());
                assignment.Tags();
                return 0;
            });
            topic.Tags();
            return (name, count);
        });
        reader.Int32();
        var validateOnly = reader.Bool();
        reader.Tags();
        return new CreatePartitionsBody(topics, validateOnly);
    }

    protected override RequestTarget Target(CreatePartitionsBody body) => new(body.Topics.Select(topic => (topic.Name, -1)));

    protected override void Handle(Request request, CreatePartitionsBody body) => Answer(request, body.Topics.ConvertAll(topic =>
    {
        var result = TopicRules.MayGrow(state, topic.Name, topic.Count);
        if (result.Error == ErrorCode.None && !body.ValidateOnly)
        {
            state.GrowTopic(state.Topic(topic.Name)!, topic.Count);
        }

        return new TopicResult(topic.Name, result);
    }));

    protected override void Refuse(Request request, CreatePartitionsBody body, ErrorCode error) =>
        Answer(request, body.Topics.ConvertAll(topic => new TopicResult(topic.Name, new AdminResult(error))));

    private static void Answer(Request request, List<TopicResult> results) => request.Answer(writer =>
        writer.Int32(0).Array(results, static (writer, each) => writer.String(each.Name).Error(each.Result.Error).String(each.Result.Message).Tags()).Tags());
}

internal sealed record CreatePartitionsBody(List<(string Name, int Count)> Topics, bool ValidateOnly);
