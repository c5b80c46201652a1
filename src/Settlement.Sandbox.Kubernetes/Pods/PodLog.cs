using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Settlement.Sandbox.Kubernetes.Errors;
using Settlement.Sandbox.Kubernetes.Requests;
using Settlement.Sandbox.Kubernetes.Types;

namespace Settlement.Sandbox.Kubernetes.Pods;

/// <summary><c>GET pods/NAME/log</c>: what the kubelet of the pod's node answers, passed on as it comes. The kubelet is asked over plain HTTP and without credentials.</summary>
internal sealed class PodLog(HttpClient kubelets, SchemaNode schema) : PodSubresource("log", "get", ("", "v1", "Pod"), schema)
{
    private const int UsualPort = 10250;
    private const int MostErrorText = 10_000;
    private static readonly GroupResource Logs = new("", "pods/log");

    public override async Task<(int Code, JsonObject? Answer)> AnswerAsync(ApiRequest request, IObjects objects, CancellationToken cancellationToken)
    {
        var options = PodLogOptions.Read(request);
        var pod = Pod(request, objects);
        var container = options.ContainerOf(pod);
        if (pod.Object("spec").Text("nodeName") is not { Length: > 0 } node)
        {
            request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
            return (0, null);
        }

        var query = options.ToQuery();
        var url = $"{Kubelet(objects, node)}/containerLogs/{pod.Namespace()}/{pod.Name()}/{container}{(query.Length == 0 ? "" : "?" + query)}";
        using var answer = await AskAsync(url, cancellationToken);
        if ((int)answer.StatusCode is < 200 or > 206)
        {
            throw await RefusalAsync(answer, pod.Name(), cancellationToken);
        }

        request.Http.Response.StatusCode = StatusCodes.Status200OK;
        request.Http.Response.ContentType = "text/plain";
        await PassOnAsync(answer, request.Http.Response, cancellationToken);
        return (0, null);
    }

    /// <summary>Where the kubelet of a node answers.</summary>
    /// <exception cref="StatusException">There is no such node, or it has no address.</exception>
    private static string Kubelet(IObjects objects, string name)
    {
        var nodes = objects.Catalog.Get("", "nodes");
        var status = (objects.Find(nodes, "", name) ?? throw StatusException.NotFound(nodes.Resource, name)).Object("status");
        var addresses = status.Objects("addresses").ToList();
        var address = ((string[])["InternalIP", "Hostname"]).Select(type => addresses.Find(known => known.Text("type") == type).Text("address")).FirstOrDefault(known => known is { Length: > 0 })
            ?? throw StatusException.Internal($"no preferred addresses found; known addresses: [{string.Join(' ', addresses.Select(known => $"{{{known.Text("type")} {known.Text("address")}}}"))}]");
        var port = status.Object("daemonEndpoints", "kubeletEndpoint").Number("Port") is > 0 and var given ? given : UsualPort;
        return address.Contains(':', StringComparison.Ordinal) ? $"http://[{address}]:{port}" : $"http://{address}:{port}";
    }

    private async Task<HttpResponseMessage> AskAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            return await kubelets.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            var refused = e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
            var why = refused ? $"dial tcp {new Uri(url).Authority}: connect: connection refused" : e.Message;
            throw new StatusException(500, "", $"Get \"{url}\": {why}");
        }
    }

    private static async Task<StatusException> RefusalAsync(HttpResponseMessage answer, string pod, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        text = text.Length > MostErrorText ? text[..MostErrorText] : text;
        var code = (int)answer.StatusCode;
        if (code == StatusCodes.Status500InternalServerError)
        {
            return StatusException.Internal(text);
        }

        var (reason, message) = ServerResponse.Words(code, text);
        return new StatusException(code, reason, $"{message} (get {Logs} {pod})", StatusException.Of(pod, Logs.Group, Logs.Resource));
    }

    private static async Task PassOnAsync(HttpResponseMessage answer, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var log = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var writer = response.BodyWriter;
        await writer.FlushAsync(cancellationToken);
        for (int read; (read = await log.ReadAsync(writer.GetMemory(4096), cancellationToken)) > 0;)
        {
            writer.Advance(read);
            await writer.FlushAsync(cancellationToken);
        }
    }
}
