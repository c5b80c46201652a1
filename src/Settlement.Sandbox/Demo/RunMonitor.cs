using k8s;
using k8s.Autorest;
using Settlement.Sandbox.Demo.View;

namespace Settlement.Sandbox.Demo;

/// <summary>Looks at the runs again and again, and shows them.</summary>
internal sealed class RunMonitor(IKubernetes client, IReadOnlyList<string> runs, DemoView view, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <summary>Shows until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ShowAsync(cancellationToken);
                await Task.Delay(Interval, time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception silent) when (silent is HttpRequestException or HttpOperationException)
            {
                view.Happened($"the API server does not answer: {silent.Message}");
            }
        }
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            if (await RunResource.ReadAsync(client, run, cancellationToken) is { } resource)
                view.Progressed(resource.Progress(run));
        }
    }
}
