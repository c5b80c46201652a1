namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>What the recorder did between two steps, as the file's introduction tells.</summary>
internal static class Interlude
{
    public static async Task BeforeAsync(string file, Step step, Placeholders placeholders, Seeds seeds, HttpClient server, string adminToken, Uri control, CancellationToken cancellationToken)
    {
        if (file == "04c-expired" && step.Id == "2")
        {
            await seeds.ElsewhereAsync(cancellationToken);
            await seeds.TouchAsync("e4", cancellationToken);
            using var other = new HttpClient { BaseAddress = control };
            (await other.PostAsync(new Uri(control, "/compact"), null, cancellationToken)).EnsureSuccessStatusCode();
        }

        if (file == "10e-watch-raw-framing")
        {
            await seeds.RunAsync("raw1", cancellationToken);
            await seeds.RunAsync("w2", cancellationToken);
        }

        if (file == "14-crd-lifecycle" && step.Id == "4")
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Replay.Patience);
            while (!await ServedAsync(step.Path))
            {
                await Task.Delay(20, patience.Token);
            }

            // The list that follows was recorded with the version of the definition, which is written back later; other writes may make the list's greater here.
            placeholders.Match("<rv-2>", await seeds.EstablishedAsync("things.sandbox.marketclose.io", cancellationToken));
        }

        async Task<bool> ServedAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.BaseAddress!, path)) { Headers = { Authorization = new("Bearer", adminToken) } };
            using var answer = await server.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
    }
}
