using System.Text.Json.Nodes;

namespace Settlement.Sandbox.Kubernetes.Kinds.Pods;

/// <summary>Defaults of containers.</summary>
internal static class ContainerDefaults
{
    public static readonly IReadOnlyList<string> Probes = ["livenessProbe", "readinessProbe", "startupProbe"];

    public static void Fill(JsonObject container, bool hostNetwork)
    {
        var pull = ImageTag(container.Text("image") ?? "") == "latest" ? "Always" : "IfNotPresent";
        container.Missing(("terminationMessagePath", "/dev/termination-log"), ("terminationMessagePolicy", "File"), ("imagePullPolicy", pull));
        foreach (var port in container.Objects("ports"))
        {
            port.Missing("protocol", "TCP");
            if (hostNetwork)
            {
                port.Zero(("hostPort", port.Number("containerPort") ?? 0));
            }
        }

        foreach (var variable in container.Objects("env"))
        {
            variable.Object("valueFrom", "fieldRef")?.Missing("apiVersion", "v1");
        }

        foreach (var probe in Probes.Select(name => container.Object(name)).OfType<JsonObject>())
        {
            probe.Zero(("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3));
            HttpGet(probe);
            if (probe.Object("grpc") is { } grpc && grpc["service"] is null)
            {
                grpc["service"] = "";
            }
        }

        HttpGet(container.Object("lifecycle", "postStart"));
        HttpGet(container.Object("lifecycle", "preStop"));
    }

    private static void HttpGet(JsonObject? handler) => handler.Object("httpGet")?.Missing(("path", "/"), ("scheme", "HTTP"));

    /// <summary>The tag of an image; <c>latest</c> without tag and digest, empty with a digest.</summary>
    public static string ImageTag(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal))
        {
            return "";
        }

        var colon = image.LastIndexOf(':');
        return colon < 0 || image.IndexOf('/', colon) >= 0 ? "latest" : image[(colon + 1)..];
    }
}
