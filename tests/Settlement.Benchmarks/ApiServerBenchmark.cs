using System.Globalization;
using System.Text;
using k8s;
using k8s.Models;
using Settlement.Sandbox.Kubernetes;

namespace Settlement.Benchmarks;

/// <summary>Start-up of the embedded API server in a process, and the memory that it holds for objects as a demo makes them.</summary>
internal static class ApiServerBenchmark
{
    private const int StatusWrites = 10;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var objects = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 500;
        var (heap, resident) = Memory();
        await using (await StartedAsync("first of the process"))
        {
        }

        await using var server = await StartedAsync("second");
        Tell("with a server that is idle");
        using var client = Client(server);
        for (var i = 0; i < objects; i++)
        {
            var pod = await client.CoreV1.CreateNamespacedPodAsync(Pod(i), "default");
            for (var write = 0; write < StatusWrites; write++)
                await client.CoreV1.PatchNamespacedPodStatusAsync(
                    new V1Patch($$$"""{"status":{"message":"{{{write}}}"}}""", V1Patch.PatchType.MergePatch), pod.Metadata.Name, "default");
        }

        Tell($"with {objects} pods, each written {StatusWrites} times");
        return 0;

        void Tell(string when)
        {
            var now = Memory();
            Console.WriteLine($"{when}: heap grew by {(now.Heap - heap) / 1048576.0:0.0} MiB, resident memory by {(now.Resident - resident) / 1048576.0:0.0} MiB to {now.Resident / 1048576.0:0.0} MiB");
        }
    }

    private static async Task<KubernetesServer> StartedAsync(string which)
    {
        var started = TimeProvider.System.GetTimestamp();
        var server = await KubernetesServer.StartAsync(new KubernetesServerOptions(), CancellationToken.None);
        var ready = TimeProvider.System.GetElapsedTime(started);
        using var client = Client(server);
        await client.CoreV1.ListNamespaceAsync();
        Console.WriteLine($"start-up, {which}: listening after {ready.TotalMilliseconds:0} ms, first list answered after {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0} ms (with the client's own start)");
        return server;
    }

    private static k8s.Kubernetes Client(KubernetesServer server)
    {
        using var kubeconfig = new MemoryStream(Encoding.UTF8.GetBytes(server.Kubeconfig));
        return new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
    }

    private static V1Pod Pod(int number) => new()
    {
        Metadata = new V1ObjectMeta { Name = string.Create(CultureInfo.InvariantCulture, $"settler-{number}"), Labels = new Dictionary<string, string> { ["app"] = "settler" } },
        Spec = new V1PodSpec { Containers = [new V1Container { Name = "settler", Image = "settlement:dev", Args = ["settler"] }] },
    };

    private static (long Heap, long Resident) Memory()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        return (heap, Environment.WorkingSet);
    }
}
