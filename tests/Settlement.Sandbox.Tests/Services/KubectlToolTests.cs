using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Services;

[Collection(EnvironmentVariables.Collection)]
public sealed class KubectlToolTests
{
    [Fact]
    public async Task Without_kubectl_and_npm_there_is_none_and_no_error()
    {
        using var directory = new TemporaryDirectory();
        using var variables = new EnvironmentVariables().With("PATH", directory.Path);

        Assert.Null(await KubectlTool.FindOrFetchAsync(directory["tools"], NullLogger.Instance, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_that_is_too_old_is_passed_over_for_the_fetched_one()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["tools"]);
        Program(directory["kubectl"], "v1.29.4");
        Program(Path.Combine(directory["tools"], "kubectl"), "v1.35.2");
        using var variables = new EnvironmentVariables().With("PATH", directory.Path);

        var kubectl = await KubectlTool.FindOrFetchAsync(directory["tools"], NullLogger.Instance, TestContext.Current.CancellationToken);

        Assert.Equal(Path.Combine(directory["tools"], "kubectl"), kubectl!.FullPath);
    }

    [Theory]
    [InlineData("{\"clientVersion\":{\"gitVersion\":\"v1.32.4-dispatcher\"}}", "1.32.4")]
    [InlineData("{\"clientVersion\":{\"gitVersion\":\"v1.35.10+k3s1\"}}", "1.35.10")]
    [InlineData("{}", null)]
    [InlineData("error", null)]
    public void Version_is_read_from_what_kubectl_prints(string output, string? expected) =>
        Assert.Equal(expected is null ? null : Version.Parse(expected), KubectlTool.ParseVersion(output));

    private static void Program(string path, string version)
    {
        // "exec" without a path: the PATH of the test holds nothing else.
        File.WriteAllText(path, $"#!/bin/sh\necho '{{\"clientVersion\":{{\"gitVersion\":\"{version}\"}}}}'\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
