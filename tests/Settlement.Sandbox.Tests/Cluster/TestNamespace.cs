using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Settlement.Sandbox.Tests.Cluster;

/// <summary>What tests do in their namespace: make pods of shell scripts, and wait for what becomes of them.</summary>
public sealed class TestNamespace(k8s.Kubernetes client, string name)
{
    /// <summary>Longest wait for anything that the sandbox does by itself.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    public string Name => name;

    public k8s.Kubernetes Client => client;

    public static V1PodSpec Script(string script, Action<V1PodSpec>? change = null)
    {
        var spec = new V1PodSpec
        {
            TerminationGracePeriodSeconds = 10,
            Containers = [new V1Container { Name = "main", Image = ClusterFixture.Image, Args = [script] }],
        };
        change?.Invoke(spec);
        return spec;
    }

    public Task<V1Pod> CreateAsync(string pod, V1PodSpec spec, IDictionary<string, string>? annotations = null, IDictionary<string, string>? labels = null) =>
        client.CoreV1.CreateNamespacedPodAsync(
            new V1Pod { Metadata = new V1ObjectMeta { Name = pod, Annotations = annotations, Labels = labels }, Spec = spec }, name);

    public Task DeleteAsync(string pod, int? grace = null) => client.CoreV1.DeleteNamespacedPodAsync(pod, name, new V1DeleteOptions { GracePeriodSeconds = grace });

    public async Task<V1Pod?> FindAsync(string pod)
    {
        try
        {
            return await client.CoreV1.ReadNamespacedPodAsync(pod, name);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<V1Pod> WaitAsync(string pod, string what, Func<V1Pod, bool> condition) =>
        (await UntilAsync($"{what} of pod {pod}", () => FindAsync(pod), found => found is not null && condition(found)))!;

    public Task<V1Pod> RunningAsync(string pod) => WaitAsync(pod, "a running container", found => State(found)?.Running is not null);

    public Task<V1Pod> ReadyAsync(string pod) => WaitAsync(pod, "readiness", IsReady);

    public Task GoneAsync(string pod) => UntilAsync($"the end of pod {pod}", () => FindAsync(pod), found => found is null);

    public Task<string> LoggedAsync(string pod, string text) =>
        UntilAsync($"'{text}' in the log of {pod}", () => LogAsync(pod), log => log.Contains(text, StringComparison.Ordinal));

    public async Task<string> LogAsync(string pod, bool? previous = null, int? tailLines = null, bool? timestamps = null, int? limitBytes = null)
    {
        try
        {
            await using var stream = await client.CoreV1.ReadNamespacedPodLogAsync(
                pod, name, previous: previous, tailLines: tailLines, timestamps: timestamps, limitBytes: limitBytes);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return await reader.ReadToEndAsync();
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is System.Net.HttpStatusCode.BadRequest)
        {
            return "";
        }
    }

    public async Task<IList<Eventsv1Event>> EventsAsync(string pod) =>
        [.. (await client.EventsV1.ListNamespacedEventAsync(name)).Items.Where(item => item.Regarding.Name == pod).OrderBy(item => item.EventTime)];

    public Task<IList<Eventsv1Event>> EventsAsync(string pod, string reason) =>
        UntilAsync($"event {reason} of {pod}", async () => (IList<Eventsv1Event>)[.. (await EventsAsync(pod)).Where(item => item.Reason == reason)], found => found.Count > 0);

    public static async Task<T> UntilAsync<T>(string what, Func<Task<T>> read, Func<T, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var value = await read();
            if (condition(value))
            {
                return value;
            }

            if (patience.IsCancellationRequested)
            {
                // What says who wrote each field is most of an object and hides its status in the message.
                (value as IMetadata<V1ObjectMeta>)?.Metadata.ManagedFields = null;
                Assert.Fail($"Waited {Patience.TotalSeconds} s in vain for {what}; last seen: {(value is null ? "nothing" : KubernetesJson.Serialize(value))}");
            }

            await Task.Delay(Look, TestContext.Current.CancellationToken);
        }
    }

    public static V1ContainerState? State(V1Pod pod) => pod.Status?.ContainerStatuses?.SingleOrDefault()?.State;

    public static V1ContainerStatus Status(V1Pod pod) => pod.Status?.ContainerStatuses?.SingleOrDefault() ?? new V1ContainerStatus();

    public static int Pid(V1Pod pod) => int.Parse(Status(pod).ContainerID["process://".Length..], System.Globalization.CultureInfo.InvariantCulture);

    public static bool IsAlive(int pid) => Directory.Exists($"/proc/{pid}");

    public static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
}
