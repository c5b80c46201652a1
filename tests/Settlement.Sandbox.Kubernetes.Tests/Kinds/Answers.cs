using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Settlement.Sandbox.Kubernetes.Tests.Support;

namespace Settlement.Sandbox.Kubernetes.Tests.Kinds;

/// <summary>The recorded steps, and the form in which answers are compared: without what differs from run to run.</summary>
internal static partial class Answers
{
    private const string AsTable = "application/json;as=Table;v=v1;g=meta.k8s.io";

    public static readonly IReadOnlyList<JsonObject> All =
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Kinds", "Answers.json")))!.AsArray().Select(step => step!.AsObject())];

    /// <summary>Asks every step and tells which answers are not the recorded ones.</summary>
    public static async IAsyncEnumerable<(string Scene, string Text)> DifferencesAsync(HttpClient http)
    {
        foreach (var step in All)
        {
            var (method, path) = (step.Text("method")!, step.Text("path")!);
            var (body, isTable) = (step["body"]?.ToJsonString(Json.Compact), step.Flag("table"));
            var reply = await ServerFixture.SendAsync(http, method, path, body, step.Text("type") ?? "application/json", isTable ? AsTable : "application/json");
            var expected = $"{step.Number("code")} {Scrub(step["answer"]!, isTable)}";
            var actual = $"{reply.Code} {Scrub(Comparable(reply.Text), isTable)}";
            if (expected != actual)
            {
                yield return (step.Text("scene")!, $"{method} {path} {body}\n  real: {expected}\n  ours: {actual}");
            }
        }
    }

    private static JsonNode Comparable(string text)
    {
        if (!text.StartsWith('{'))
        {
            return text;
        }

        var answer = JsonNode.Parse(text)!.AsObject();
        return answer.Text("kind") switch
        {
            "Status" => Status(answer),
            "Table" => Table(answer),
            _ => Object(answer),
        };
    }

    private static JsonObject Status(JsonObject status)
    {
        if (status.Text("status") == "Success")
        {
            return new JsonObject { ["status"] = "Success" };
        }

        var shown = new JsonObject { ["reason"] = status.Text("reason") ?? "" };
        if (status.Object("details").Array("causes") is { Count: > 0 } causes)
        {
            shown["causes"] = causes.DeepClone();
        }
        else
        {
            shown["message"] = status.Text("message") ?? "";
        }

        return shown;
    }

    private static JsonObject Table(JsonObject table) => new()
    {
        ["columns"] = new JsonArray([.. table.Objects("columnDefinitions").Select(c => (JsonNode)(c.Text("name") + (c.Number("priority") > 0 ? "+" : "")))]),
        ["cells"] = table.Objects("rows").First()["cells"]!.DeepClone(),
    };

    private static JsonObject Object(JsonObject value)
    {
        var metadata = value.Metadata();
        foreach (var name in (ReadOnlySpan<string>)["uid", "resourceVersion", "creationTimestamp", "managedFields"])
        {
            metadata.Remove(name);
        }

        if (metadata["deletionTimestamp"] is not null)
        {
            metadata["deletionTimestamp"] = "<time>";
        }

        return value;
    }

    private static string Scrub(JsonNode answer, bool isTable)
    {
        var text = answer.ToJsonString(Json.Compact);
        text = Uid().Replace(text, "<uid>");
        text = Generated().Replace(text, "$1<any>");
        text = AllottedAddress().Replace(text, "10.96.0.*");
        text = AllottedPort().Replace(text, "30***");
        text = CreatedAt().Replace(text, "\"<time>\"");
        return isTable ? Age().Replace(text, "$1<age>$2") : text;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex("(Bad_|\"q-)[a-z0-9]{5}")]
    private static partial Regex Generated();

    [GeneratedRegex(@"10\.96\.0\.[0-9]+")]
    private static partial Regex AllottedAddress();

    [GeneratedRegex(@"\b30(?!010)[0-9]{3}\b")]
    private static partial Regex AllottedPort();

    [GeneratedRegex("\"20(2[6-9]|[3-9][0-9])-[0-9T:-]+Z\"")]
    private static partial Regex CreatedAt();

    [GeneratedRegex("(\"|\\()[0-9]+[smhdy](?:[0-9]+[smhd])?(\"| ago)")]
    private static partial Regex Age();
}
