using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>The recorded truth against servers: every answer is equal, or its difference is named with a reason.</summary>
public sealed class RecordedTests(ITestOutputHelper output)
{
    /// <summary>Files of one number go on with what the one before left; these begin anew.</summary>
    public static TheoryData<string> Numbers => [.. Enumerable.Range(1, 14).Select(n => n.ToString("00", CultureInfo.InvariantCulture)), .. Anew];

    private static readonly string[] Anew = ["04c", "10d", "10e"];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task The_embedded_server_answers_as_it_was_recorded(string number)
    {
        Servers.Require(Scenario.Folder, "KUBE_RECORDED_SCENARIOS");
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var options = new KubernetesServerOptions
        {
            ControlPort = 0,
            GarbageCollection = false,
            Tokens = new Dictionary<string, string> { [KubeLite.AdminToken] = "admin", [KubeLite.ViewerToken] = "viewer" },
            Time = number == "10d" ? clock : TimeProvider.System,
        };
        await using var server = await KubernetesServer.StartAsync(options, TestContext.Current.CancellationToken);
        await CheckAsync(number, "embedded", server.Address, server.ControlAddress!, () => clock.Advance(TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task The_real_machinery_answers_as_it_was_recorded(string number)
    {
        Servers.Require(Scenario.Folder, "KUBE_RECORDED_SCENARIOS");
        Servers.Require(KubeLite.Program, "KUBE_LITE_APISERVER");
        await using var server = await KubeLite.StartAsync(TestContext.Current.CancellationToken);
        await CheckAsync(number, "kube-lite", server.Address, server.Control, static () => { });
    }

    private async Task CheckAsync(string number, string kind, Uri address, Uri control, Action passTime)
    {
        const string adminToken = KubeLite.AdminToken;
        var cancellationToken = TestContext.Current.CancellationToken;
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None };
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null; // Its CA is made at its start.
        using var http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        var seeds = new Seeds(http, adminToken);
        if (number is not "01")
        {
            await seeds.DefinitionsAsync(Definitions(), cancellationToken);
        }

        await seeds.NamespacesAsync(cancellationToken);
        var replay = new Replay(http, adminToken, KubeLite.ViewerToken, async (scenario, step, placeholders, token) =>
        {
            await seeds.ObjectsAsync(scenario, step, placeholders, token);
            await Interlude.BeforeAsync(scenario.Name, step, seeds, http, adminToken, control, token);
        }, _ => passTime(), (scenario, step) => Differences.IsAccepted(kind, scenario.Name, step.Id));
        var unexpected = new List<string>();
        foreach (var scenario in Scenario.Names.Where(n => n.StartsWith(number, StringComparison.Ordinal) && (Anew.Contains(number) || !Anew.Any(a => n.StartsWith(a, StringComparison.Ordinal)))).Select(Scenario.Read))
        {
            var differences = await replay.RunAsync(scenario, cancellationToken);
            unexpected.AddRange(Report(kind, scenario, differences));
        }

        Assert.Empty(unexpected);
    }

    /// <summary>Writes every difference down; what is not named, and what is named but equal, is returned.</summary>
    private IEnumerable<string> Report(string kind, Scenario scenario, IReadOnlyDictionary<string, IReadOnlyList<string>> differences)
    {
        var named = Differences.Of(kind, scenario.Name);
        foreach (var step in scenario.Flat().Where(s => differences.ContainsKey(s.Id)))
        {
            var reason = named.GetValueOrDefault(step.Id);
            output.WriteLine($"{scenario.Name} {step.Id} {step.Method} {step.Path} ({step.Note}){(reason is null ? "" : $" named: {reason}")}");
            if (reason is null)
            {
                foreach (var difference in differences[step.Id])
                {
                    output.WriteLine($"    {difference}");
                }

                yield return $"{scenario.Name} step {step.Id} differs";
            }
        }

        foreach (var (id, _) in named.Where(n => !differences.ContainsKey(n.Key)))
        {
            yield return $"{scenario.Name} step {id} is named as different but equal";
        }
    }

    /// <summary>The definitions as they were created in the recording.</summary>
    private static IReadOnlyList<JsonObject> Definitions() =>
        [.. Scenario.Read("01b-crd-create").Flat()
            .Where(s => s.Status == 201 && s.Request.Object("body").Text("kind") == "CustomResourceDefinition" && !s.Path.Contains("dryRun", StringComparison.Ordinal))
            .Select(s => s.Request.Object("body")!.DeepClone().AsObject())
            .GroupBy(d => d.Name()).Select(g => g.Last())];
}
