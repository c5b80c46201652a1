using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Services;

public sealed class HostProcessTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Output_is_kept_and_its_last_lines_are_shown_with_a_failure()
    {
        using var directory = new TemporaryDirectory();
        await using var process = Start(directory, "echo out; echo trouble >&2; exit 3");

        Assert.Equal(3, await process.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken));

        var message = process.Failure("It ended.").Message;
        Assert.Contains("    out", message, StringComparison.Ordinal);
        Assert.Contains("    trouble", message, StringComparison.Ordinal);
        Assert.Contains(directory["it.log"], message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_asks_first_and_the_process_may_leave_in_order()
    {
        using var directory = new TemporaryDirectory();
        await using var process = Start(directory, "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done");
        await ReadyAsync(directory);

        await process.StopAsync(Signal.Terminate, Soon, TimeProvider.System);

        Assert.Equal(7, process.ExitCode);
    }

    [Fact]
    public async Task One_that_ignores_the_request_is_killed_with_its_whole_group()
    {
        using var directory = new TemporaryDirectory();
        await using var process = Start(directory, "trap '' TERM; sleep 600 & echo $! > child; echo ready; wait");
        await ReadyAsync(directory);
        var child = ProcessIdentity.Read("child", int.Parse(
            await File.ReadAllTextAsync(directory["child"], TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture))!;

        await process.StopAsync(Signal.Terminate, TimeSpan.FromMilliseconds(100), TimeProvider.System);

        Assert.Equal(128 + 9, process.ExitCode);
        await Condition.WaitAsync("the child to go", Soon, _ => ValueTask.FromResult(!child.IsAlive), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static HostProcess Start(TemporaryDirectory directory, string script) => HostProcess.Start(new HostProcessOptions
    {
        Name = "it",
        Command = ["/bin/sh", "-c", script],
        LogFile = directory["it.log"],
        Directory = directory.Path,
    });

    private static Task ReadyAsync(TemporaryDirectory directory) => Condition.WaitAsync(
        "the process to be ready",
        Soon,
        _ => ValueTask.FromResult(File.Exists(directory["it.log"]) && File.ReadAllText(directory["it.log"]).Contains("ready", StringComparison.Ordinal)),
        TimeProvider.System,
        TestContext.Current.CancellationToken);
}
