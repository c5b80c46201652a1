using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Kubernetes.Tests.Recorded;

/// <summary>Sends the recorded requests to a server and compares its answers.</summary>
/// <param name="server">Speaks to the server as the user who may do everything; without redirection or decompression.</param>
/// <param name="viewerToken">Token of a user <c>viewer</c> who may do nothing.</param>
/// <param name="passTime">Called again and again while events of a watch are awaited, for servers whose clock is the test's.</param>
/// <param name="before">What else happened at the recorder before a step, such as a compaction.</param>
internal sealed partial class Replay(HttpClient server, string adminToken, string viewerToken, Func<Scenario, Step, Placeholders, CancellationToken, Task> before, Action<Scenario> passTime)
{
    /// <summary>Headers that are compared; the others depend on the transport.</summary>
    private static readonly string[] Relevant = ["content-type", "cache-control", "warning", "retry-after", "location", "x-content-type-options", "etag", "vary"];

    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, JsonObject> _times = new(StringComparer.Ordinal);
    private Placeholders _placeholders = new();
    private Scenario? _scenario;

    /// <summary>The differences, by step.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        var differences = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        _placeholders = new();
        _scenario = scenario;
        foreach (var step in scenario.Steps)
        {
            await before(scenario, step, _placeholders, cancellationToken);
            await BindVersionAsync(step, cancellationToken);
            await StepAsync(step, differences, cancellationToken);
        }

        return differences;
    }

    /// <summary>A version that is sent and was not shown before is the present one of the object.</summary>
    private async Task BindVersionAsync(Step step, CancellationToken cancellationToken)
    {
        var body = step.Request.Object("body");
        var version = body.Object("metadata").Text("resourceVersion") ?? body.Object("preconditions").Text("resourceVersion");
        if (version is not null && version.StartsWith('<') && _placeholders.Fill(version) == version)
        {
            using var request = New(HttpMethod.Get, step with { Request = new JsonObject { ["path"] = step.Path.Split('?')[0].Replace("/status", "", StringComparison.Ordinal) } });
            using var response = await server.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                _placeholders.Match(version, JsonNode.Parse(await BodyAsync(response, cancellationToken))!.AsObject().Object("metadata").Text("resourceVersion")!);
            }
        }
    }

    private async Task StepAsync(Step step, Dictionary<string, IReadOnlyList<string>> differences, CancellationToken cancellationToken)
    {
        var comparison = new Comparison(_placeholders);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience + TimeSpan.FromSeconds(Math.Min(60, TimeoutOf(step))));
        try
        {
            if (step.Counts is not null)
            {
                await RaceAsync(step, comparison, patience.Token);
            }
            else
            {
                using var request = Request(step);
                using var response = await server.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                await CompareAsync(step, response, comparison, differences, patience.Token);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException && step.Status is null)
        {
            // Closed without an answer, as recorded.
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            comparison.Differences.Add($"no whole answer: {e.GetType().Name} {e.Message}");
        }

        if (comparison.Differences.Count > 0)
        {
            differences[step.Id] = comparison.Differences;
        }
    }

    private async Task CompareAsync(Step step, HttpResponseMessage response, Comparison comparison, Dictionary<string, IReadOnlyList<string>> differences, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode != step.Status)
        {
            comparison.Differences.Add($"status: expected {step.Status?.ToString(CultureInfo.InvariantCulture) ?? "a closed connection"}, got {(int)response.StatusCode} {await BodyAsync(response, cancellationToken)}");
            foreach (var meanwhile in step.Meanwhile)
            {
                await StepAsync(meanwhile, differences, cancellationToken);
            }

            return;
        }

        if (step.Response.Text("rawText") is { } raw)
        {
            await RawAsync(raw, response, comparison, cancellationToken);
            return;
        }

        Headers(step.Response.Object("headers"), response, comparison);
        if (step.IsWatch)
        {
            await WatchAsync(step, response, comparison, differences, cancellationToken);
            return;
        }

        if (step.Response.TryGetPropertyValue("body", out var body))
        {
            var text = await BodyAsync(response, cancellationToken);
            try
            {
                var answer = JsonNode.Parse(text);
                Remember(answer);
                comparison.Node("body", body, answer);
            }
            catch (System.Text.Json.JsonException)
            {
                comparison.Differences.Add($"body: no JSON: {text}");
            }
        }
        else if (step.Response.Text("bodyText") is { } text)
        {
            // The age in a table that is YAML was left as the recorder saw it.
            comparison.Text("body", text.Replace("\n  - 0s\n", "\n  - <age>\n", StringComparison.Ordinal), await BodyAsync(response, cancellationToken));
        }
        else if (step.Response.Text("bodyBase64") is { } base64)
        {
            var expected = Convert.FromBase64String(base64);
            var actual = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (!expected.AsSpan().SequenceEqual(actual))
            {
                comparison.Differences.Add($"body: expected {Convert.ToHexString(expected)}, got {Convert.ToHexString(actual)}");
            }
        }
    }

    private async Task WatchAsync(Step step, HttpResponseMessage response, Comparison comparison, Dictionary<string, IReadOnlyList<string>> differences, CancellationToken cancellationToken)
    {
        foreach (var meanwhile in step.Meanwhile)
        {
            await StepAsync(meanwhile, differences, cancellationToken);
        }

        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var expected = step.Response["stream"]!.AsArray();
        for (var i = 0; i < expected.Count; i++)
        {
            if (await LineAsync(lines, cancellationToken) is not { } line)
            {
                comparison.Differences.Add($"stream: ended after {i} of {expected.Count} events");
                return;
            }

            comparison.Node($"stream[{i}]", expected[i], JsonNode.Parse(line));
        }

        if (step.Response.Text("endedBy") == "server" && await LineAsync(lines, cancellationToken) is { } more)
        {
            comparison.Differences.Add($"stream: not expected: {more}");
        }
    }

    /// <summary>An answer that was recorded with its chunks: their borders depend on values, so what they hold is compared.</summary>
    private static async Task RawAsync(string raw, HttpResponseMessage response, Comparison comparison, CancellationToken cancellationToken)
    {
        var whole = ChunkBorder().Replace(raw[(raw.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 2)..], "");
        var expected = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var actual = (await BodyAsync(response, cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        comparison.Node("events", new JsonArray([.. expected.Select(e => JsonNode.Parse(e))]), new JsonArray([.. actual.Select(e => JsonNode.Parse(e))]));
    }

    [GeneratedRegex("\r\n[0-9a-f]+\r\n(\r\n)?")]
    private static partial Regex ChunkBorder();

    private async Task<string?> LineAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        var line = lines.ReadLineAsync(cancellationToken).AsTask();
        while (await Task.WhenAny(line, Task.Delay(50, cancellationToken)) != line && !cancellationToken.IsCancellationRequested)
        {
            passTime(_scenario!);
        }

        return await line;
    }

    /// <summary>Eight writers at once from one version: one wins. All write the same, so that the file can go on whoever wins.</summary>
    private async Task RaceAsync(Step step, Comparison comparison, CancellationToken cancellationToken)
    {
        using var read = New(HttpMethod.Get, step);
        using var current = await server.SendAsync(read, cancellationToken);
        var body = JsonNode.Parse(await BodyAsync(current, cancellationToken))!.AsObject();
        body["spec"] = step.Response.Object("body", "spec")!.DeepClone();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var request = New(HttpMethod.Put, step);
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await server.SendAsync(request, cancellationToken);
            return ((int)response.StatusCode, await BodyAsync(response, cancellationToken));
        }));
        foreach (var (code, count) in step.Counts!)
        {
            comparison.Node($"answers {code}", count, answers.Count(a => a.Item1.ToString(CultureInfo.InvariantCulture) == code));
        }

        comparison.Node("winner", step.Response["body"], JsonNode.Parse(answers.FirstOrDefault(a => a.Item1 == 200).Item2 ?? "null"));
        comparison.Node("loser", step.Loser!["body"], JsonNode.Parse(answers.FirstOrDefault(a => a.Item1 == 409).Item2 ?? "null"));
    }

    private void Headers(JsonObject? expected, HttpResponseMessage response, Comparison comparison)
    {
        foreach (var name in Relevant)
        {
            var wanted = expected?[name] switch
            {
                JsonArray several => [.. several.Select(v => v!.GetValue<string>())],
                JsonValue one => (IReadOnlyList<string>)[one.GetValue<string>()],
                _ => [],
            };
            var got = (response.Headers.NonValidated.TryGetValues(name, out var values) ? values
                : response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values : default).ToArray();
            if (wanted.Count != got.Length)
            {
                comparison.Differences.Add($"header {name}: expected [{string.Join(" | ", wanted)}], got [{string.Join(" | ", got)}]");
                continue;
            }

            for (var i = 0; i < got.Length; i++)
            {
                comparison.Text($"header {name}", wanted[i], got[i]);
            }
        }
    }

    private HttpRequestMessage Request(Step step)
    {
        var request = New(new HttpMethod(step.Method), step);
        if (Body(step) is { } body)
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach (var (name, value) in step.Request.Object("headers") ?? [])
        {
            var text = _placeholders.Fill(value!.GetValue<string>());
            if (!request.Headers.TryAddWithoutValidation(name, text))
            {
                request.Content ??= new ByteArrayContent([]);
                request.Content.Headers.TryAddWithoutValidation(name, text);
            }
        }

        return request;
    }

    private HttpRequestMessage New(HttpMethod method, Step step)
    {
        var request = new HttpRequestMessage(method, new Uri(server.BaseAddress!.GetLeftPart(UriPartial.Authority) + _placeholders.Fill(step.Path)));
        var token = step.Request.Text("auth") switch
        {
            null => adminToken,
            "no credentials" => null,
            "an invalid bearer token" => "not-a-token",
            "a user without any permission" => viewerToken,
            var other => throw new InvalidOperationException($"step {step.Id}: who is '{other}'?"),
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("recorder", null));
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }

    private byte[]? Body(Step step)
    {
        if (step.Request.TryGetPropertyValue("body", out var body))
        {
            if (body is JsonObject written && _times.TryGetValue(_placeholders.Fill(written.Uid()), out var seen))
            {
                body = WithTimes(written, seen);
            }

            var spaced = new StringBuilder();
            Spaced(body, spaced);
            return Encoding.UTF8.GetBytes(_placeholders.Fill(spaced.ToString()));
        }

        if (step.Request.Text("bodyText") is { } text)
        {
            return Encoding.UTF8.GetBytes(_placeholders.Fill(text));
        }

        if (step.Request.Text("bodyBase64") is { } base64)
        {
            return Convert.FromBase64String(base64);
        }

        return step.Request["bodyNote"] is null ? null : Encoding.UTF8.GetBytes($$$"""{"spec":{"market":"{{{new string('a', 3_200_000)}}}"}}""");
    }

    /// <summary>JSON as the recorder wrote it, with spaces after commas and colons: some refusals show the body.</summary>
    private static void Spaced(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject members:
                text.Append('{');
                var first = true;
                foreach (var (name, value) in members)
                {
                    text.Append(first ? "" : ", ").Append(JsonValue.Create(name).ToJsonString(Json.Compact)).Append(": ");
                    Spaced(value, text);
                    first = false;
                }

                text.Append('}');
                break;
            case JsonArray elements:
                text.Append('[');
                for (var i = 0; i < elements.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Spaced(elements[i], text);
                }

                text.Append(']');
                break;
            default:
                text.Append(node?.ToJsonString(Json.Compact) ?? "null");
                break;
        }
    }

    /// <summary>A read object that is written back carries the times that were read.</summary>
    private static JsonObject WithTimes(JsonObject written, JsonObject seen)
    {
        var body = written.DeepClone().AsObject();
        var metadata = body.Metadata();
        if (metadata.Text("creationTimestamp") == "<time>")
        {
            metadata["creationTimestamp"] = seen.Text("creationTimestamp");
        }

        foreach (var entry in metadata.Objects("managedFields").Where(e => e.Text("time") == "<time>"))
        {
            entry["time"] = seen.Objects("managedFields")
                .FirstOrDefault(s => s.Text("manager") == entry.Text("manager") && s.Text("operation") == entry.Text("operation") && s.Text("subresource") == entry.Text("subresource"))
                .Text("time") ?? seen.Text("creationTimestamp");
        }

        return body;
    }

    private void Remember(JsonNode? answer)
    {
        if (answer is JsonObject one && one.Uid() is { Length: > 0 } uid)
        {
            _times[uid] = one.Metadata();
        }
    }

    private static int TimeoutOf(Step step)
    {
        var at = step.Path.IndexOf("timeoutSeconds=", StringComparison.Ordinal);
        return at >= 0 && int.TryParse(new string([.. step.Path.Skip(at + 15).TakeWhile(char.IsAsciiDigit)]), CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken) => await response.Content.ReadAsStringAsync(cancellationToken);
}
