using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>Replays files against one server.</summary>
/// <param name="output">Where each difference is written down.</param>
/// <param name="kind">The server, as <see cref="Differences"/> calls it.</param>
/// <param name="address">Its API.</param>
/// <param name="control">Its control endpoint.</param>
/// <param name="passTime">Called again and again while events of a watch are awaited.</param>
/// <param name="forbidDiscovery">Whether nobody but the administrator may read what is no resource, as at the recorder.</param>
internal sealed class RecordedCheck(ITestOutputHelper output, string kind, Uri address, Uri control, Action passTime, bool forbidDiscovery = false)
{
    private static readonly string[] Anew = ["04c", "10d", "10e"];

    /// <summary>Files of one number go on with what the one before left; some begin anew. One row where there are no recordings, for one skip.</summary>
    public static TheoryData<string> Numbers => Scenario.Folder is null ? ["01"] : [.. Enumerable.Range(1, 14).Select(n => n.ToString("00", CultureInfo.InvariantCulture)), .. Anew];

    /// <summary>What differs and is not named, and what is named but equal.</summary>
    public Task<IReadOnlyList<string>> RunAsync(string number) => RunAsync(
        Scenario.Names.Where(n => n.StartsWith(number, StringComparison.Ordinal) && (Anew.Contains(number) || !Anew.Any(a => n.StartsWith(a, StringComparison.Ordinal)))).Select(Scenario.Read),
        number is "01" ? [] : Definitions());

    /// <inheritdoc cref="RunAsync(string)"/>
    public async Task<IReadOnlyList<string>> RunAsync(IEnumerable<Scenario> scenarios, IReadOnlyList<JsonObject> definitions)
    {
        const string adminToken = KubeLite.AdminToken;
        var cancellationToken = TestContext.Current.CancellationToken;
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None };
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null; // Its CA is made at its start.
        using var http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        var seeds = new Seeds(http, adminToken);
        if (forbidDiscovery)
        {
            await seeds.ForbidDiscoveryAsync(cancellationToken);
        }

        await seeds.DefinitionsAsync(definitions, cancellationToken);
        await seeds.NamespacesAsync(cancellationToken);
        var replay = new Replay(http, adminToken, KubeLite.ViewerToken, async (scenario, step, placeholders, token) =>
        {
            if (scenario.Name == "09-delete" && step.Id == "35")
            {
                await seeds.ClearAsync(token); // The recorder began its collections with none.
            }

            await seeds.ObjectsAsync(scenario, step, placeholders, token);
            await Interlude.BeforeAsync(scenario.Name, step, placeholders, seeds, http, adminToken, control, token);
        }, _ => passTime());
        var unexpected = new List<string>();
        foreach (var scenario in scenarios)
        {
            var differences = await replay.RunAsync(scenario, cancellationToken);
            unexpected.AddRange(Report(scenario, differences));
        }

        return unexpected;
    }

    /// <summary>Writes every difference down; what is not named, and what is named but equal, is returned.</summary>
    private IEnumerable<string> Report(Scenario scenario, IReadOnlyDictionary<string, IReadOnlyList<string>> differences)
    {
        var named = Differences.Of(kind, scenario.Name);
        foreach (var step in scenario.Flat().Where(s => differences.ContainsKey(s.Id)))
        {
            var reason = named.GetValueOrDefault(step.Id)?.Reason;
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

        foreach (var (id, _) in named.Where(n => !n.Value.Sometimes && !differences.ContainsKey(n.Key)))
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
