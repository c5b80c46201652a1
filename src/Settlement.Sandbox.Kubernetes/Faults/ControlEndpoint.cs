using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Access;

namespace Settlement.Sandbox.Kubernetes.Faults;

/// <summary>The faults and what was seen, over plain HTTP on the loopback address, for tests that are not in this process.</summary>
internal sealed class ControlEndpoint(KubernetesFaults faults)
{
    private static readonly Dictionary<string, string[]> Paths = new(StringComparer.Ordinal)
    {
        ["/compact"] = ["POST"],
        ["/close-watches"] = ["POST"],
        ["/unavailable"] = ["POST"],
        ["/delay"] = ["POST"],
        ["/drop-events"] = ["POST"],
        ["/duplicate-events"] = ["POST"],
        ["/delay-events"] = ["POST"],
        ["/reset"] = ["POST"],
        ["/stats"] = ["GET", "HEAD"],
        ["/denied"] = ["GET", "HEAD", "DELETE"],
    };

    public async Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (!Paths.TryGetValue(path, out var methods))
        {
            await PlainAsync(http, 404, "404 page not found\n");
            return;
        }

        if (!methods.Contains(http.Request.Method))
        {
            http.Response.Headers.Allow = string.Join(", ", methods);
            await PlainAsync(http, 405, "Method Not Allowed\n");
            return;
        }

        try
        {
            var answer = Answer(path, new ControlQuery(http.Request.Query), http.Request.Method);
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(answer + "\n", http.RequestAborted);
        }
        catch (FormatException wrong)
        {
            await PlainAsync(http, 400, wrong.Message + "\n");
        }
    }

    private static Task PlainAsync(HttpContext http, int code, string text)
    {
        http.Response.StatusCode = code;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }

    private static string Member(string name, long value) => new JsonObject { [name] = value }.ToJsonString(Json.Compact);

    private string Answer(string path, ControlQuery query, string method)
    {
        switch (path)
        {
            case "/compact":
                return Member("revision", faults.Compact());
            case "/close-watches":
                return Member("closed", faults.CloseWatches());
            case "/stats":
                var now = faults.Statistics;
                return new JsonObject { ["compacted"] = now.Compacted, ["requests"] = now.Requests, ["revision"] = now.Revision, ["watches"] = now.Watches }.ToJsonString(Json.Compact);
            case "/denied":
                var denied = DeniedLog.Text(faults.Denied);
                if (method == HttpMethods.Delete)
                {
                    faults.ForgetDenied();
                }

                return denied;
            default:
                Disturb(path, query);
                return """{"ok":true}""";
        }
    }

    private void Disturb(string path, ControlQuery query)
    {
        switch (path)
        {
            case "/unavailable" when query.IsAbort:
                faults.Abort(query.Scope);
                break;
            case "/unavailable":
                faults.Refuse(query.Scope, query.Code);
                break;
            case "/delay":
                faults.Delay(query.Scope, query.Delay);
                break;
            case "/drop-events":
                faults.DropEvents(query.Scope);
                break;
            case "/duplicate-events":
                faults.DuplicateEvents(query.Scope);
                break;
            case "/delay-events":
                faults.DelayEvents(query.Scope, query.Delay);
                break;
            default:
                faults.Reset();
                break;
        }
    }

    /// <summary>The parameters of a disturbance.</summary>
    private readonly struct ControlQuery(IQueryCollection query)
    {
        public bool IsAbort => Text("mode") == "abort";

        public int Code => Text("code") is { } text ? Whole("code", text, 400, 599) : 503;

        public TimeSpan Delay => TimeSpan.FromMilliseconds(Text("ms") is { } text ? Whole("ms", text, 0, 3_600_000) : 0);

        public FaultScope Scope => new()
        {
            Method = Text("method"),
            Path = Text("path"),
            Count = Text("count") is { } count ? Whole("count", count, 0, int.MaxValue) : null,
            Duration = Text("seconds") is { } seconds ? Seconds(seconds) : FaultScope.Everything.Duration,
        };

        private static int Whole(string name, string text, int least, int most) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                ? value
                : throw new FormatException($"{name} must be a whole number from {least} to {most}");

        private static TimeSpan Seconds(string text) =>
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= 86_400
                ? TimeSpan.FromTicks((long)(value * TimeSpan.TicksPerSecond))
                : throw new FormatException("seconds must be a number from 0 to 86400");

        private string? Text(string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;
    }
}
