using Settlement.Sandbox.Services;
using Settlement.Sandbox.Tests.Support;

namespace Settlement.Sandbox.Tests.Services;

[Collection(EnvironmentVariables.Collection)]
public sealed class JavaTests
{
    [Fact]
    public async Task Absent_Java_is_named_with_what_to_install()
    {
        using var directory = new TemporaryDirectory();
        using var variables = new EnvironmentVariables().With("JAVA_HOME", null).With("PATH", directory.Path);

        var error = await Assert.ThrowsAsync<SandboxException>(() => Java.RequireAsync(TestContext.Current.CancellationToken));

        Assert.Contains("no 'java' on the PATH", error.Message, StringComparison.Ordinal);
        Assert.Contains("openjdk-17", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JAVA_HOME_without_a_program_is_refused_by_its_name()
    {
        using var directory = new TemporaryDirectory();
        using var variables = new EnvironmentVariables().With("JAVA_HOME", directory.Path);

        var error = await Assert.ThrowsAsync<SandboxException>(() => Java.RequireAsync(TestContext.Current.CancellationToken));

        Assert.Contains(directory.Path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openjdk version \"17.0.15\" 2025-04-15", 17)]
    [InlineData("openjdk version \"21\" 2023-09-19", 21)]
    [InlineData("java version \"1.8.0_392\"", 8)]
    [InlineData("nonsense", null)]
    public void Feature_version_is_read_in_old_and_new_style(string output, int? expected) => Assert.Equal(expected, Java.ParseVersion(output));
}
