using Confluent.Kafka;
using Settlement.KafkaSuite.Support;

namespace Settlement.KafkaSuite.Wire;

/// <summary>FindCoordinator.</summary>
internal static class Coordinators
{
    public static async Task<(ErrorCode Error, int Node, string Host, int Port)> FindCoordinatorAsync(this RawConnection connection, string name, bool transactional)
    {
        var answer = await connection.CallAsync(ApiKey.FindCoordinator, 2, w => w.String(name).Int8(transactional ? 1 : 0));
        answer.Int32();
        var error = answer.Error();
        answer.String();
        return (error, answer.Int32(), answer.String()!, answer.Int32());
    }

    /// <summary>Waits until groups and transactions have coordinators; Apache Kafka creates their topics when first asked.</summary>
    public static async Task AwaitCoordinatorsAsync(string bootstrapServers)
    {
        await using var connection = await RawConnection.OpenAsync(bootstrapServers, "raw");
        foreach (var transactional in new[] { true, false })
        {
            await Settled.UntilAsync("there is a coordinator", async () => (await connection.FindCoordinatorAsync("any", transactional)).Error == ErrorCode.NoError);
            var probe = new RawProducer(connection, "probe");
            await Settled.UntilAsync("the coordinator serves", async () =>
                (transactional ? await probe.InitAsync() : (await connection.CommittedAsync("probe", "none", 0)).Error) is not ErrorCode.NotCoordinatorForGroup and not ErrorCode.GroupLoadInProgress);
        }
    }
}
