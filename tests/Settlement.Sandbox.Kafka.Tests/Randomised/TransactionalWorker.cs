using Confluent.Kafka;
using Settlement.KafkaSuite.Support;
using Settlement.KafkaSuite.Wire;

namespace Settlement.KafkaSuite.Randomised;

/// <summary>The owners of one transactional id, one after the other: they commit, abort, repeat themselves, crash, and outlive their successors.</summary>
internal sealed class TransactionalWorker(Broker broker, string topic, int partitions, string id, int seed, Ledger ledger)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<int, int> _sequences = [];
    private RawProducer _producer = null!;
    private int _transactions;

    public async Task RunAsync(int transactions)
    {
        await SucceedAsync();
        while (_transactions < transactions)
            await TransactAsync();
        // Nothing may stay open: the next owner ends what the last one left.
        await SucceedAsync();
        await _producer.Connection.DisposeAsync();
    }

    private async Task SucceedAsync()
    {
        _producer = await RawProducer.StartAsync(broker, id);
        _sequences.Clear();
    }

    private async Task TransactAsync()
    {
        var name = $"{id}.{_transactions++}";
        var records = await WriteAsync(name);
        switch (_random.Next(100))
        {
            case < 50:
                ledger.Add(new Attempt(name, Told(await _producer.EndAsync(commit: true), Outcome.Committed), records));
                if (_random.Next(4) == 0)
                    Assert.Equal(ErrorCode.NoError, await _producer.EndAsync(commit: true));
                break;
            case < 65:
                ledger.Add(new Attempt(name, Told(await _producer.EndAsync(commit: false), Outcome.Aborted), records));
                break;
            case < 75:
                ledger.Add(new Attempt(name, Outcome.Aborted, records));
                await _producer.Connection.DisposeAsync();
                await SucceedAsync();
                break;
            case < 85:
                ledger.Add(new Attempt(name, Outcome.Unknown, records));
                await _producer.EndAndCrashAsync(commit: true);
                await SucceedAsync();
                break;
            default:
                await OutliveAsync(name, records);
                break;
        }
    }

    // The successor comes while the old owner still wants to commit: whoever is first, the old one is told the truth.
    private async Task OutliveAsync(string name, List<(int Partition, string Text)> records)
    {
        var zombie = _producer;
        var late = _random.Next(2) == 0;
        var ending = late ? null : zombie.EndAsync(commit: true);
        await SucceedAsync();
        if (late)
            Assert.NotEqual(ErrorCode.NoError, (await zombie.ProduceAsync(topic, records[0].Partition, 1_000, name + "/zombie")).Error);
        var told = ending is null ? await zombie.EndAsync(commit: true) : await ending;
        Assert.True(!late || told != ErrorCode.NoError, $"{name}: a zombie was told that it committed");
        ledger.Add(new Attempt(name, told == ErrorCode.NoError ? Outcome.Committed : Outcome.Aborted, records));
        await zombie.Connection.DisposeAsync();
    }

    private async Task<List<(int Partition, string Text)>> WriteAsync(string name)
    {
        var chosen = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => _random.Next(partitions)).Distinct().ToArray();
        Assert.Equal(ErrorCode.NoError, await _producer.AddPartitionsAsync(topic, chosen));
        List<(int, string)> records = [];
        for (var batch = _random.Next(1, 5); batch > 0; batch--)
        {
            var partition = chosen[_random.Next(chosen.Length)];
            var texts = Enumerable.Range(records.Count, _random.Next(1, 4)).Select(i => $"{name}/{i}").ToArray();
            var sequence = _sequences.GetValueOrDefault(partition);
            var produced = await _producer.ProduceAsync(topic, partition, sequence, texts);
            Assert.Equal(ErrorCode.NoError, produced.Error);
            if (_random.Next(4) == 0)
                Assert.Equal(produced, await _producer.ProduceAsync(topic, partition, sequence, texts));
            _sequences[partition] = sequence + texts.Length;
            records.AddRange(texts.Select(t => (partition, t)));
        }
        return records;
    }

    private static Outcome Told(ErrorCode error, Outcome outcome)
    {
        Assert.Equal(ErrorCode.NoError, error);
        return outcome;
    }
}
