using System.Net.Http.Headers;
using Settlement.Sandbox.Kubernetes.Tests.Recorded;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Kinds;

/// <summary>What the real API machinery answered to writes of built-in kinds (Answers.json), asked again of ours: defaults, refusals word for word, columns and cells.</summary>
public sealed class AnswersTests(AnswersTests.Replay replay) : IClassFixture<AnswersTests.Replay>
{
    public static TheoryData<string> Scenes => new(Answers.All.Select(step => step.Text("scene")!).Distinct());

    [Theory]
    [MemberData(nameof(Scenes))]
    public void Writes_of_built_in_kinds_are_answered_as_by_the_real_server(string scene)
    {
        var differences = replay.Differences.Where(d => d.Scene == scene).Select(d => d.Text).ToList();

        Assert.True(differences.Count == 0, $"{differences.Count} answers differ:\n{string.Join("\n", differences)}");
    }

    /// <summary>Of several errors in one map the machinery tells at random which comes first: what is answered so once is answered so.</summary>
    private const int Attempts = 12;

    [Fact]
    public async Task The_real_machinery_still_answers_so()
    {
        Servers.Require(KubeLite.Program, "KUBE_LITE_APISERVER");
        var differing = await DifferingAsync();
        for (var i = 1; i < Attempts && differing.Count > 0; i++)
        {
            differing = [.. differing.Intersect(await DifferingAsync())];
        }

        Assert.Empty(differing);
    }

    /// <summary>The requests, with the answers that were expected and did not come.</summary>
    private static async Task<List<string>> DifferingAsync()
    {
        await using var server = await KubeLite.StartAsync(TestContext.Current.CancellationToken);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null; // Its CA is made at its start.
        using var http = new HttpClient(handler) { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", KubeLite.AdminToken);

        return await Answers.DifferencesAsync(http).Select(difference => difference.Text.Split("\n  ours: ")[0]).ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks everything once, in order, of a server of its own.</summary>
    public sealed class Replay : IAsyncLifetime
    {
        public List<(string Scene, string Text)> Differences { get; } = [];

        public async ValueTask InitializeAsync()
        {
            await using var server = await KubernetesServer.StartAsync(new KubernetesServerOptions(), TestContext.Current.CancellationToken);
            using var http = ServerFixture.Client(server);
            await foreach (var difference in Answers.DifferencesAsync(http))
            {
                Differences.Add(difference);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
