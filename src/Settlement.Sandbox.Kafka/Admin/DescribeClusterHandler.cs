using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Admin;

/// <summary>Describes the cluster of one node.</summary>
internal sealed class DescribeClusterHandler(BrokerState state) : ApiHandler<bool>(ApiKey.DescribeCluster)
{
    protected override bool Read(WireReader reader, short version)
    {
        var operations = reader.Bool();
        reader.Tags();
        return operations;
    }

    protected override void Handle(Request request, bool body) => Refuse(request, body, ErrorCode.None);

    protected override void Refuse(Request request, bool body, ErrorCode error) => request.Answer(writer =>
        writer.Int32(0).Error(error).String(null).String(state.Options.ClusterId).Int32(BrokerState.NodeId)
            .ArrayLength(1).Int32(BrokerState.NodeId).String(BrokerState.Host).Int32(state.Port).String(null).Tags().Int32(int.MinValue).Tags());
}
