using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>The recorded truth against kube-lite, which shows what of it is the recorder's circumstances.</summary>
public sealed class MachineryRecordedTests(ITestOutputHelper output)
{
    /// <summary>All but the periodic bookmarks, which take two minutes of real time.</summary>
    public static TheoryData<string> Numbers => [.. RecordedCheck.Numbers.Select(n => n.Data).Where(n => n != "10d")];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task The_real_machinery_answers_as_it_was_recorded(string number)
    {
        Servers.Require(Scenario.Folder, "KUBE_RECORDED_SCENARIOS");
        Servers.Require(KubeLite.Program, "KUBE_LITE_APISERVER");
        await using var server = await KubeLite.StartAsync(TestContext.Current.CancellationToken);
        await new RecordedCheck(output, "kube-lite", server.Address, server.Control, static () => { }).RunAsync(number);
    }
}
