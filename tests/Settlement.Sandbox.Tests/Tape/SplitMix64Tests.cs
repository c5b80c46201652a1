using Settlement.Sandbox.Tape;

namespace Settlement.Sandbox.Tests.Tape;

public sealed class SplitMix64Tests
{
    [Fact]
    public void Numbers_are_those_of_the_published_reference()
    {
        // The first outputs of Vigna's splitmix64.c for the seed 1234567.
        var generator = new SplitMix64(1234567);

        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL],
            new[] { generator.Next(), generator.Next(), generator.Next() });
    }

    [Fact]
    public void Bounded_numbers_reach_both_ends_and_no_further()
    {
        var generator = new SplitMix64(7);
        var seen = new HashSet<int>();

        for (var draw = 0; draw < 1000; draw++)
            seen.Add(generator.Below(6));

        Assert.Equal([0, 1, 2, 3, 4, 5], seen.Order());
    }
}
