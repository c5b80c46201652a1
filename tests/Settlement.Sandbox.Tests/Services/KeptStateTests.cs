using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Services;

public sealed class KeptStateTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_kept_world_is_not_opened_as_one_that_leaves_nothing_behind()
    {
        using var directory = new TemporaryDirectory();
        await using (var state = await OpenKeptAsync(directory.Path))
            await File.WriteAllTextAsync(Path.Combine(state.NewDataDirectory("data"), "file"), "x", TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<SandboxException>(() => StateDirectory.OpenAsync(directory.Path, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Contains("up --keep", error.Message, StringComparison.Ordinal);
        Assert.Contains("delete " + directory.Path, error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(directory["data"], "file")));
    }

    [Fact]
    public async Task A_damaged_file_is_named_and_nothing_is_removed()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["kept.json"], """{"ports":""", TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<SandboxException>(() => OpenKeptAsync(directory.Path));

        Assert.Contains(directory["kept.json"] + " is damaged", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(directory["kept.json"]));
    }

    [Fact]
    public async Task Data_and_ports_are_found_again_and_only_the_owner_can_read_what_is_kept()
    {
        using var directory = new TemporaryDirectory();
        int port;
        await using (var state = await OpenKeptAsync(directory.Path))
        {
            await File.WriteAllTextAsync(Path.Combine(state.NewDataDirectory("data"), "file"), "x", TestContext.Current.CancellationToken);
            port = state.Kept!.Port("server");
            state.Kept.Remember(new KeptPostgres("/elsewhere", "secret"));
            state.Kept.RememberKafka("id");
        }

        await using var next = await OpenKeptAsync(directory.Path);

        Assert.True(File.Exists(Path.Combine(next.NewDataDirectory("data"), "file")));
        Assert.Equal(port, next.Kept!.Port("server"));
        Assert.Equal((new KeptPostgres("/elsewhere", "secret"), "id"), (next.Kept.Postgres, next.Kept.KafkaClusterId));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory["kept.json"]));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_replaced_once_and_for_all()
    {
        using var directory = new TemporaryDirectory();
        await using var state = await OpenKeptAsync(directory.Path);
        var port = state.Kept!.Port("server");
        int other;
        using (var stranger = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port))
        {
            stranger.Start();
            other = state.Kept.Port("server");
        }

        Assert.NotEqual(port, other);
        Assert.Equal(other, state.Kept.Port("server"));
    }

    [Fact]
    public async Task What_a_killed_sandbox_left_of_a_kept_world_may_leave_in_order()
    {
        using var directory = new TemporaryDirectory();
        await using var left = HostProcess.Start(new HostProcessOptions
        {
            Name = "server",
            Command = ["/bin/sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done"],
            LogFile = directory["it.log"],
            Directory = directory.Path,
        });
        await Condition.WaitAsync(
            "the process to be ready",
            Soon,
            _ => ValueTask.FromResult(File.Exists(directory["it.log"]) && File.ReadAllText(directory["it.log"]).Contains("ready", StringComparison.Ordinal)),
            TimeProvider.System,
            TestContext.Current.CancellationToken);
        byte[] list;
        await using (var killed = await OpenKeptAsync(directory.Path))
        {
            killed.NewDataDirectory("data");
            killed.Remember(left.Identity);
            list = await File.ReadAllBytesAsync(directory["processes.json"], TestContext.Current.CancellationToken);
        }

        await File.WriteAllBytesAsync(directory["processes.json"], list, TestContext.Current.CancellationToken);

        await using var next = await OpenKeptAsync(directory.Path);

        Assert.Equal(7, await left.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken));
        Assert.True(Directory.Exists(directory["data"]));
    }

    private static Task<StateDirectory> OpenKeptAsync(string path) =>
        StateDirectory.OpenKeptAsync(path, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
}
