using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Admin;

/// <summary>Deletes topics.</summary>
internal sealed class DeleteTopicsHandler(BrokerState state) : ApiHandler<List<string>>(ApiKey.DeleteTopics)
{
    protected override List<string> Read(WireReader reader, short version)
    {
        var names = reader.Array(static name => name.String());
        reader.Int32();
        reader.Tags();
        return names;
    }

    protected override RequestTarget Target(List<string> body) => new(body.Select(name => (name, -1)));

    protected override void Handle(Request request, List<string> body) =>
        Answer(request, body.ConvertAll(name => (name, state.DeleteTopic(name) ? ErrorCode.None : ErrorCode.UnknownTopicOrPartition)));

    protected override void Refuse(Request request, List<string> body, ErrorCode error) => Answer(request, body.ConvertAll(name => (name, error)));

    private static void Answer(Request request, List<(string Name, ErrorCode Error)> results) => request.Answer(writer =>
    {
        if (request.Version >= 1)
        {
            writer.Int32(0);
        }

        writer.Array(results, (writer, result) =>
        {
            writer.String(result.Name).Error(result.Error);
            if (request.Version >= 5)
            {
                writer.String(null);
            }

            writer.Tags();
        }).Tags();
    });
}
