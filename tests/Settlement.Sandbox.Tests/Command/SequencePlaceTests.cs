using Settlement.Sandbox.Command;
using Settlement.Sandbox.Services;

namespace Settlement.Sandbox.Tests.Command;

public sealed class SequencePlaceTests
{
    [Theory]
    [InlineData("17")]
    [InlineData("0:0")]
    [InlineData("-1:3")]
    [InlineData("a:b")]
    public void What_is_no_place_is_refused_with_how_to_write_one(string text) =>
        Assert.Contains("as in 0:17", Assert.Throws<SandboxException>(() => SequencePlace.ParseAll([text])).Message, StringComparison.Ordinal);

    [Fact]
    public void Places_are_partition_and_sequence() => Assert.Equal([(0, 17L), (3, 1L)], SequencePlace.ParseAll(["0:17", "3:1"]).Order());
}
