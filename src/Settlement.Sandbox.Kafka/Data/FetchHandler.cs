using Settlement.Sandbox.Kafka.Faults;
using Settlement.Sandbox.Kafka.Server;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Data;

/// <summary>Reads batches. A fetch that finds too little waits until its partitions change, or its time is over.</summary>
internal sealed class FetchHandler : ApiHandler<FetchBody>
{
    private readonly BrokerState _state;
    private readonly ParkedFetches _parked = new();

    public FetchHandler(BrokerState state) : base(ApiKey.Fetch)
    {
        _state = state;
        state.ConnectionClosed += _parked.Remove;
        state.Faults.StallEnded += (topic, index) =>
        {
            if (state.TryGetPartition(topic, index, out var partition))
            {
                partition.Wake();
            }
        };
    }

    protected override FetchBody Read(WireReader reader, short version) => FetchBody.Read(reader, version);

    protected override RequestTarget Target(FetchBody body) => RequestTarget.OfTopics(body.Topics, partition => partition.Index);

    protected override void Handle(Request request, FetchBody body)
    {
        if (body.SessionId != 0)
        {
            Answer(request, ErrorCode.FetchSessionIdNotFound, []);
            return;
        }

        var reads = ReadAll(body, out var enough);
        if (enough || body.MaxWait == TimeSpan.Zero)
        {
            Answer(request, ErrorCode.None, reads);
            return;
        }

        _parked.Add(request, _state, body.MaxWait, reads.SelectMany(topic => topic.Partitions).Select(read => read.Partition!), atTheEnd =>
        {
            var again = ReadAll(body, out var nowEnough);
            if (nowEnough || atTheEnd)
            {
                Answer(request, ErrorCode.None, again);
            }

            return nowEnough;
        });
    }

    protected override void Refuse(Request request, FetchBody body, ErrorCode error) =>
        Answer(request, ErrorCode.None, body.Topics.Select((_, partition) => new PartitionRead(partition.Index, error)));

    private List<PerTopic<PartitionRead>> ReadAll(FetchBody body, out bool enough)
    {
        var (bytes, failed) = (0L, false);
        var reads = body.Topics.Select((topic, wanted) =>
        {
            // The first batch is given whatever its size, so that a reader always gets on.
            var left = bytes == 0 ? body.MaxBytes : body.MaxBytes - bytes <= 0 ? -1 : (int)(body.MaxBytes - bytes);
            var read = _state.TryGetPartition(topic, wanted.Index, out var partition)
                ? PartitionRead.From(partition, wanted, body.CommittedOnly, _state.Faults.IsStalled(topic, wanted.Index), left)
                : new PartitionRead(wanted.Index, ErrorCode.UnknownTopicOrPartition);
            bytes += read.Bytes;
            failed |= read.Error != ErrorCode.None;
            return read;
        });
        enough = failed || bytes >= body.MinBytes || body.Topics.Count == 0;
        return reads;
    }

    private static void Answer(Request request, ErrorCode error, List<PerTopic<PartitionRead>> reads) => request.Answer(writer =>
    {
        var version = request.Version;
        writer.Int32(0);
        if (version >= 7)
        {
            writer.Error(error).Int32(0);
        }

        writer.ByTopic(reads, (writer, read) => Write(writer, read, version)).Tags();
    });

    private static void Write(WireWriter writer, PartitionRead read, short version)
    {
        var known = read.Error == ErrorCode.None ? read.Partition : null;
        writer.Int32(read.Index).Error(read.Error).Int64(known?.Log.EndOffset ?? -1).Int64(known?.LastStableOffset ?? -1);
        if (version >= 5)
        {
            writer.Int64(known?.Log.StartOffset ?? -1);
        }

        if (read.Aborted is null)
        {
            writer.NullArray();
        }
        else
        {
            writer.Array(read.Aborted, static (writer, each) => writer.Int64(each.ProducerId).Int64(each.FirstOffset).Tags());
        }

        if (version >= 11)
        {
            writer.Int32(-1);
        }

        writer.LinkedBytes(read.Slice?.Pieces ?? []).Tags();
    }
}
