using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Tests.Services;

public sealed class PostgresBinariesTests
{
    [Fact]
    public void Without_PostgreSQL_the_error_says_what_to_install()
    {
        var error = Assert.Throws<SandboxException>(() => PostgresBinaries.Choose([]));

        Assert.Contains("make setup", error.Message, StringComparison.Ordinal);
        Assert.Contains("Debian: postgresql", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", 15)]
    [InlineData("postgres (PostgreSQL) 18beta1", 18)]
    [InlineData("bash: postgres: command not found", null)]
    public void Version_is_read_from_what_the_server_prints(string output, int? expected) =>
        Assert.Equal(expected, PostgresBinaries.ParseVersion(output));
}
