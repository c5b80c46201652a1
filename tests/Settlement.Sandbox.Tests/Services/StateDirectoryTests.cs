using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Services;

public sealed class StateDirectoryTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_second_sandbox_in_the_same_directory_is_refused()
    {
        using var directory = new TemporaryDirectory();
        await using var first = await OpenAsync(directory.Path);

        var error = await Assert.ThrowsAsync<SandboxException>(() => OpenAsync(directory.Path));

        Assert.Contains("Another sandbox uses " + directory.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_sandbox_leaves_nothing_behind()
    {
        using var parent = new TemporaryDirectory();
        var state = await OpenAsync(parent["new"]);
        await File.WriteAllTextAsync(Path.Combine(state.NewDataDirectory("data"), "file"), "x", TestContext.Current.CancellationToken);

        await state.DisposeAsync();

        Assert.Empty(Directory.EnumerateFileSystemEntries(parent.Path));
    }

    [Fact]
    public async Task Files_of_somebody_else_in_the_directory_stay()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["mine.txt"], "x", TestContext.Current.CancellationToken);

        await (await OpenAsync(directory.Path)).DisposeAsync();

        Assert.Equal(directory["mine.txt"], Assert.Single(Directory.EnumerateFileSystemEntries(directory.Path)));
    }

    [Fact]
    public async Task Processes_and_data_of_a_killed_sandbox_are_ended_by_the_next_one()
    {
        using var directory = new TemporaryDirectory();
        await using var left = StartSleep(directory);
        await LeaveBehindAsync(directory, left.Identity);

        await using var next = await OpenAsync(directory.Path);

        Assert.Equal(128 + 9, await left.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(directory["data"]));
    }

    [Fact]
    public async Task A_stranger_that_got_the_number_of_a_leftover_is_not_touched()
    {
        using var directory = new TemporaryDirectory();
        await using var stranger = StartSleep(directory);
        await LeaveBehindAsync(directory, stranger.Identity with { StartTicks = stranger.Identity.StartTicks - 1 });

        await using var next = await OpenAsync(directory.Path);

        Assert.True(stranger.Identity.IsAlive);
    }

    // What a sandbox that was killed leaves: its list, written out by the real one and then put back.
    private static async Task LeaveBehindAsync(TemporaryDirectory directory, ProcessIdentity process)
    {
        var killed = await OpenAsync(directory.Path);
        killed.NewDataDirectory("data");
        killed.Remember(process);
        var list = await File.ReadAllBytesAsync(directory["processes.json"], TestContext.Current.CancellationToken);
        await killed.DisposeAsync();
        Directory.CreateDirectory(directory["data"]);
        await File.WriteAllBytesAsync(directory["processes.json"], list, TestContext.Current.CancellationToken);
    }

    private static HostProcess StartSleep(TemporaryDirectory directory) => HostProcess.Start(new HostProcessOptions
    {
        Name = "sleep",
        Command = ["sleep", "600"],
        LogFile = directory["sleep.log"],
        Directory = directory.Path,
    });

    private static Task<StateDirectory> OpenAsync(string path) =>
        StateDirectory.OpenAsync(path, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
}
