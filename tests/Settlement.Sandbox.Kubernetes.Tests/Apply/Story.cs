using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;

namespace Settlement.Sandbox.Kubernetes.Tests.Apply;

/// <summary>One object and what happens to it.</summary>
internal abstract class Story(RealServer real, int seed, string name)
{
    private const int Length = 12;

    private readonly StringBuilder _log = new();

    protected Random Random { get; } = new(seed);

    protected string Name => name;

    protected JsonObject? Live { get; private set; }

    protected abstract string Path { get; }

    public async Task PlayAsync()
    {
        for (var i = 0; i < Length; i++)
        {
            await StepAsync();
        }
    }

    protected abstract Task StepAsync();

    /// <summary>Sends a write and computes it here.</summary>
    protected async Task CompareAsync(string method, string query, string body, string contentType, Func<DateTimeOffset, JsonObject, JsonObject> compute, Func<JsonObject, JsonObject> view)
    {
        var (code, answer, date) = await real.SendAsync(method, Path + query, body, contentType);
        _log.AppendLine(CultureInfo.InvariantCulture, $"{method} {query} {contentType}\n  {body}\n  -> {code}");
        var newest = answer.Object("metadata").Objects("managedFields").Select(e => e.Text("time")).Where(t => t is not null).Max(StringComparer.Ordinal);
        var now = newest is null ? date : DateTimeOffset.Parse(newest, CultureInfo.InvariantCulture);
        try
        {
            var computed = compute(now, answer);
            if (code is 200 or 201)
            {
                Same(view(answer), view(computed));
            }
            else if (code is 409 or 400 or 500)
            {
                Fail($"refused there: {answer.Text("message")}, here: {computed.ToJsonString(Json.Compact)}");
            }
        }
        catch (StatusException e)
        {
            if (code != e.Code || Lines(answer.Text("message")) != Lines(e.Message))
            {
                Fail($"there: {code} {answer.Text("message")}\nhere:  {e.Code} {e.Message}");
            }
        }

        if (code is 200 or 201)
        {
            Live = answer;
        }
    }

    protected T OneOf<T>(params T[] values) => values[Random.Next(values.Length)];

    /// <summary>The lines in order: the machinery walks maps in any.</summary>
    private static string Lines(string? message) => string.Join('\n', (message ?? "").Split('\n').Order(StringComparer.Ordinal));

    private void Same(JsonObject there, JsonObject here)
    {
        if (!JsonNode.DeepEquals(there, here))
        {
            Fail($"there: {there.ToJsonString(Json.Compact)}\nhere:  {here.ToJsonString(Json.Compact)}");
        }
    }

    private void Fail(string message) => Assert.Fail($"seed {seed}\n{_log}\nlive: {Live?.ToJsonString(Json.Compact)}\n{message}");
}
