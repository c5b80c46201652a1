using Settlement.Domain.Reference;
using Settlement.Engine.Ports;
using Settlement.Operator.Command;
using Settlement.Operator.Compute;

namespace Settlement.Operator.Tests.Command;

public sealed class CommandEndTests
{
    public static TheoryData<Exception, int> Failures => new()
    {
        { new UsageException("no such option"), ExitCode.BadArguments },
        { new ComputeException(["line 3: price"]), ExitCode.BadInput },
        { new ReferenceException(["line 3: price"]), ExitCode.BadInput },
        { new LedgerUnavailableException("PostgresUnavailable", "no answer"), ExitCode.Failed },
        { new FeedException("topic trades, partition 0: no broker answers", FeedFailure.KafkaUnavailable, canRetry: true), ExitCode.Failed },
        { new OperationCanceledException(), ExitCode.Failed },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task What_a_person_can_cure_ends_with_its_code(Exception failure, int code) =>
        Assert.Equal(code, await CommandEnd.OfAsync(Task () => throw failure));

    [Fact]
    public async Task A_fault_of_our_own_is_not_hidden() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => CommandEnd.OfAsync(Task () => throw new InvalidOperationException("a fault")));
}
