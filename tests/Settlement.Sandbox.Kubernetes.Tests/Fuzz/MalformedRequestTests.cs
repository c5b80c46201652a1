using System.Collections.Concurrent;
using System.Globalization;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Fuzz;

/// <summary>
/// Requests that are wrong in every way we could think of. <c>SETTLEMENT_FUZZ_SEED</c> gives other ones than the usual (default 1), <c>SETTLEMENT_FUZZ_REQUESTS</c> makes it longer or shorter (default 20,000; 200,000 in CI).
/// </summary>
[Collection(Alone)]
public sealed class MalformedRequestTests
{
    /// <summary>What is measured is the memory of the whole process, so nothing else may run in it.</summary>
    private const string Alone = "Memory of the process";

    private const int Workers = 4;
    private const int TellAtMost = 25;

    /// <summary>What the process may hold more than before when all objects are gone: the past that the store keeps, the forms of kinds, and slack.</summary>
    private const long GrowthLimit = 96 << 20;

    private static readonly int Seed = Setting("SETTLEMENT_FUZZ_SEED") ?? 1;
    private static readonly int Requests = Setting("SETTLEMENT_FUZZ_REQUESTS") ?? 20_000;

    [Fact]
    public async Task Any_request_gets_a_refusal_or_an_answer_and_the_server_lives_on()
    {
        using var errors = new ServerErrors();
        await using var server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Logging = errors, Tokens = new Dictionary<string, string> { ["secret"] = "admin" } }, TestContext.Current.CancellationToken);
        using var admin = ServerFixture.Client(server);
        var kinds = FuzzKind.All();
        await ServerFixture.SendAsync(admin, "POST", FuzzKind.DefinitionsPath, FuzzKind.Definition);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var faults = new ConcurrentQueue<string>();

        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Factory.StartNew(() => Run(server.Address, new RequestGenerator(kinds, unchecked(Seed + worker)), worker, faults), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(workers);

        var told = string.Join("\n\n", errors.Texts.Concat(faults).Take(TellAtMost));
        Assert.True(told.Length == 0, $"SETTLEMENT_FUZZ_SEED={Seed} repeats this; {errors.Texts.Count} errors of the server, {faults.Count} wrong answers:\n{told}");
        await EmptyAsync(admin, kinds);
        Assert.Equal(200, (await ServerFixture.SendAsync(admin, "GET", "/api/v1/namespaces/default")).Code);
        Assert.Equal(201, (await ServerFixture.SendAsync(admin, "POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"good"},"data":{"a":"b"}}""")).Code);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.SendDiagnosticMessage($"heap grown by {grown >> 10} KiB");
        Assert.True(grown < GrowthLimit, $"the heap has grown by {grown >> 20} MiB with SETTLEMENT_FUZZ_SEED={Seed}");
    }

    private static void Run(Uri address, RequestGenerator generator, int worker, ConcurrentQueue<string> faults)
    {
        FuzzConnection? connection = null;
        try
        {
            for (var i = 0; i < Requests / Workers && faults.Count < TellAtMost; i++)
            {
                var request = generator.Next();
                connection ??= new FuzzConnection(address);
                var response = connection.Send(request);
                if (AnswerCheck.Fault(request, response) is { } fault)
                {
                    faults.Enqueue($"{fault}: {response.Code} {response.Text[..Math.Min(response.Text.Length, 2000)]}\nafter request {i} of worker {worker}, {request}");
                }

                if (response.Closed)
                {
                    connection.Dispose();
                    connection = null;
                }
            }
        }
        catch (TimeoutException e)
        {
            faults.Enqueue(e.Message);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private static async Task EmptyAsync(HttpClient admin, IReadOnlyList<FuzzKind> kinds)
    {
        foreach (var kind in kinds)
        {
            await ServerFixture.SendAsync(admin, "DELETE", kind.Path + "?gracePeriodSeconds=0");
        }
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneCollection;
}
