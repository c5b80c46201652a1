using System.Globalization;
using System.Text.Json.Nodes;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;

namespace Settlement.Sandbox.Kubernetes.Pods;

/// <summary>What a request wants of a log, and how the kubelet is asked for it.</summary>
internal sealed record PodLogOptions(string? Container, bool Follow, bool Previous, bool Timestamps, long? SinceSeconds, string? SinceTime, long? TailLines, long? LimitBytes, string? Stream)
{
    /// <exception cref="StatusException">The parameters make no sense.</exception>
    public static PodLogOptions Read(ApiRequest request)
    {
        bool Flag(string name) => request.Query(name) is { Length: > 0 } text && text is not ("false" or "0");
        long? Whole(string name) => request.Query(name) is { Length: > 0 } text
            ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw StatusException.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax")
            : null;
        string? Text(string name) => request.Query(name) is { Length: > 0 } text ? text : null;
        var options = new PodLogOptions(Text("container"), Flag("follow"), Flag("previous"), Flag("timestamps"), Whole("sinceSeconds"), Text("sinceTime"), Whole("tailLines"), Whole("limitBytes"), Text("stream"));
        options.Check(request.Attributes.Name);
        return options;
    }

    /// <summary>The query for the kubelet, by name.</summary>
    public string ToQuery()
    {
        (string Name, string? Value)[] parameters =
        [
            ("follow", Follow ? "true" : null),
            ("limitBytes", LimitBytes?.ToString(CultureInfo.InvariantCulture)),
            ("previous", Previous ? "true" : null),
            ("sinceSeconds", SinceSeconds?.ToString(CultureInfo.InvariantCulture)),
            ("sinceTime", SinceTime),
            ("stream", Stream),
            ("tailLines", TailLines?.ToString(CultureInfo.InvariantCulture)),
            ("timestamps", Timestamps ? "true" : null),
        ];
        return string.Join('&', parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
    }

    /// <summary>The container meant: the one named, or the pod's only one.</summary>
    /// <exception cref="StatusException">There are several, or none of that name.</exception>
    public string ContainerOf(JsonObject pod)
    {
        List<string> Names(string list) => [.. pod.Object("spec").Objects(list).Select(container => container.Text("name") ?? "")];
        var (main, init) = (Names("containers"), Names("initContainers"));
        if (Container is not null)
        {
            return main.Concat(init).Concat(Names("ephemeralContainers")).Contains(Container) ? Container : throw StatusException.BadRequest($"container {Container} is not valid for pod {pod.Name()}");
        }

        if (main is [var only])
        {
            return only;
        }

        var choice = main.Count == 0 ? "" : $", choose one of: [{string.Join(' ', main)}]" + (init.Count == 0 ? "" : $" or one of the init containers: [{string.Join(' ', init)}]");
        throw StatusException.BadRequest($"a container name must be specified for pod {pod.Name()}{choice}");
    }

    private void Check(string pod)
    {
        List<FieldError> errors = [];
        if (TailLines < 0)
        {
            errors.Add(FieldError.Invalid("tailLines", TailLines, "must be greater than or equal to 0"));
        }

        if (LimitBytes < 1)
        {
            errors.Add(FieldError.Invalid("limitBytes", LimitBytes, "must be greater than 0"));
        }

        if (SinceSeconds is not null && SinceTime is not null)
        {
            errors.Add(FieldError.Forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
        }
        else if (SinceSeconds < 1)
        {
            errors.Add(FieldError.Invalid("sinceSeconds", SinceSeconds, "must be greater than 0"));
        }

        if (errors.Count > 0)
        {
            throw StatusException.Invalid("", "PodLogOptions", pod, errors);
        }
    }
}
