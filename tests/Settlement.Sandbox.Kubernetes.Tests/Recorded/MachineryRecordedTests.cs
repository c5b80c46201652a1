using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>The recorded truth against kube-lite, which shows what of it is the recorder's circumstances.</summary>
public sealed class MachineryRecordedTests(ITestOutputHelper output)
{
    /// <summary>The machinery gives several errors of one answer in random order, and serves definitions when it comes to it: an answer that is equal once is equal.</summary>
    private const int Attempts = 12;

    /// <summary>All but the periodic bookmarks, which take two minutes of real time.</summary>
    public static TheoryData<string> Numbers => [.. RecordedCheck.Numbers.Select(n => n.Data).Where(n => n != "10d")];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task The_real_machinery_answers_as_it_was_recorded(string number)
    {
        Servers.Require(Scenario.Folder, "KUBE_RECORDED_SCENARIOS");
        Servers.Require(KubeLite.Program, "KUBE_LITE_APISERVER");
        var unexpected = await RunAsync(number);
        for (var i = 1; i < Attempts && unexpected.Count > 0; i++)
        {
            unexpected = [.. unexpected.Intersect(await RunAsync(number))];
        }

        Assert.Empty(unexpected);
    }

    private async Task<IReadOnlyList<string>> RunAsync(string number)
    {
        await using var server = await KubeLite.StartAsync(TestContext.Current.CancellationToken);
        return await new RecordedCheck(output, "kube-lite", server.Address, server.Control, static () => { }).RunAsync(number);
    }
}
