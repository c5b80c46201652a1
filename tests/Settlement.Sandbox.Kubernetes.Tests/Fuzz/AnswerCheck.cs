using System.Text.Json;
using System.Text.RegularExpressions;

namespace Settlement.Sandbox.Kubernetes.Tests.Fuzz;

/// <summary>What an answer must be, whatever was asked.</summary>
internal static partial class AnswerCheck
{
    /// <summary>What is wrong with the answer, or null.</summary>
    public static string? Fault(FuzzRequest request, FuzzResponse response)
    {
        if (response.Code == 0 || (response.Code is 400 or 405 or 408 or 411 or 414 or 431 or 501 or 505 && response.Closed && response.Body.IsEmpty))
        {
            return request.Codes is null || (response.Code == 0 && request.What == "huge") ? null : "closed";
        }

        if (request.Codes is { } codes && !codes.Contains(response.Code))
        {
            return $"the code is {response.Code}";
        }

        if (response.Code < 400 || request.Method == "HEAD")
        {
            return null;
        }

        if (response.Code == 406 && response.Body.IsEmpty && request.Target.StartsWith("/openapi", StringComparison.Ordinal))
        {
            // So does a real one.
            return null;
        }

        if (response.Code == 500 && !IsForeseen(request, response))
        {
            return "an unexpected 500";
        }

        return response.ContentType switch
        {
            "application/json" => IsStatus(response) ? null : "no Status",
            "application/yaml" => response.Text.Contains("kind: Status", StringComparison.Ordinal) ? null : "no Status",
            "application/vnd.kubernetes.protobuf" => response.Body.Span.StartsWith("k8s\0"u8) ? null : "no Status",
            _ when response.ContentType.StartsWith("text/plain", StringComparison.Ordinal) => response.Code is 404 or 405 or 429 or 406 ? null : "plain text",
            var other => $"content type '{other}'",
        };
    }

    /// <summary>What is wrong with a strategic patch is mostly found by code that knows no better code, in a real server too; such a Status has no reason.</summary>
    private static bool IsForeseen(FuzzRequest request, FuzzResponse response) =>
        OwnFault().IsMatch(response.Text) || (request.What == "strategic patch" && !response.Text.Contains("InternalError", StringComparison.Ordinal));

    private static bool IsStatus(FuzzResponse response)
    {
        using var document = JsonDocument.Parse(response.Body);
        return document.RootElement.GetProperty("kind").GetString() == "Status" && document.RootElement.GetProperty("code").GetInt32() == response.Code;
    }

    /// <summary>Faulty requests that a real API server too takes for faults of its own.</summary>
    [GeneratedRegex("resourceVersion should not be set|resourceVersion: Invalid value|failed to create typed|failed to decode managed fields|failed to convert new object|unable to convert|content is not a list|no preferred addresses|Get \\\\\"http|more than one PodDisruptionBudget|\\$patch|\\$retainKeys|\\$setElementOrder|map: |merge key|unrecognized type|invalid patch|wrong JSON type|merging list|order in patch|must be of|cannot convert|unmarshal")]
    private static partial Regex OwnFault();
}
